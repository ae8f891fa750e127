/** What `profiles show -type enrollment` prints: the enrollment profile by the names and in the layout of Foundation. */
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';

/** Apple's name on the Mac by its name in the enrollment profile. Source: public listings of the command. */
const names: Readonly<Record<string, string>> = {
  allow_pairing: 'AllowPairing',
  anchor_certs: 'AnchorCertificates',
  auto_advance_setup: 'AutoAdvanceSetup',
  await_device_configured: 'AwaitDeviceConfigured',
  configuration_web_url: 'ConfigurationWebURL',
  department: 'OrganizationDepartment',
  is_mandatory: 'IsMandatory',
  is_mdm_removable: 'IsMDMUnremovable',
  is_multi_user: 'IsMultiUser',
  is_supervised: 'IsSupervised',
  language: 'Language',
  org_magic: 'OrganizationMagic',
  region: 'Region',
  skip_setup_items: 'SkipSetup',
  support_email_address: 'OrganizationEmail',
  support_phone_number: 'OrganizationSupportPhone',
  url: 'ConfigurationURL',
};

/** The text; a Mac that belongs to nobody has nothing to tell. */
export function deviceEnrollmentText(record: JsonObject | undefined): string {
  const heading = 'Device Enrollment configuration:\n';
  if (!record) return `${heading}(null)\n`;
  const lines = Object.entries(record)
    .flatMap(([key, value]): [string, JsonValue][] => {
      const name = names[key];
      // The Mac tells the opposite: that the profile cannot be removed.
      return name === undefined ? [] : [[name, key === 'is_mdm_removable' ? value === false : value]];
    })
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `    ${name} = ${described(value)};\n`);
  return `${heading}{\n${lines.join('')}}\n`;
}

function described(value: JsonValue): string {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => `        ${described(item)}`);
    return items.length === 0 ? '    (\n    )' : `    (\n${items.join(',\n')}\n    )`;
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[A-Za-z0-9]+$/.test(text) ? text : JSON.stringify(text);
}
