/** Countries and regions (ISO 3166-1), named by the browser in the language of Setup Assistant. */

const codes =
  'AF AX AL DZ AS AD AO AI AQ AG AR AM AW AU AT AZ BS BH BD BB BY BE BZ BJ BM BT BO BA BW BR IO VG BN BG BF BI KH CM CA CV BQ KY ' +
  'CF TD CL CN CX CC CO KM CG CD CK CR CI HR CU CW CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FK FO FJ FI FR GF PF TF GA GM GE DE ' +
  'GH GI GR GL GD GP GU GT GG GN GW GY HT HN HK HU IS IN ID IR IQ IE IM IL IT JM JP JE JO KZ KE KI KW KG LA LV LB LS LR LY LI LT ' +
  'LU MO MG MW MY MV ML MT MH MQ MR MU YT MX FM MD MC MN ME MS MA MZ MM NA NR NP NL NC NZ NI NE NG NU NF KP MK MP NO OM PK PW PS ' +
  'PA PG PY PE PH PN PL PT PR QA RE RO RU RW WS SM ST SA SN RS SC SL SG SX SK SI SB SO ZA GS KR SS ES LK BL SH KN LC MF PM VC SD ' +
  'SR SJ SE CH SY TW TJ TZ TH TL TG TK TO TT TN TR TM TC TV UG UA AE GB US UM VI UY UZ VU VA VE VN WF EH YE ZM ZW';

/** Where a language is spoken most: Setup Assistant begins with these. */
const likely: Readonly<Record<string, readonly string[]>> = {
  en: ['US', 'GB', 'CA', 'AU', 'IE', 'NZ'],
  de: ['DE', 'AT', 'CH'],
  fr: ['FR', 'BE', 'CA', 'CH'],
  es: ['ES', 'MX', 'AR', 'CO'],
  ja: ['JP'],
};

/** A country or region. */
export interface Country {
  readonly code: string;
  readonly name: string;
}

/** All of them, the likely ones first, the others by name. */
export function countriesIn(language: string): readonly Country[] {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  const first = likely[language.split('-')[0] ?? ''] ?? [];
  const named = (code: string): Country => ({ code, name: names.of(code) ?? code });
  const others = codes.split(' ').filter((code) => !first.includes(code));
  const byName = new Intl.Collator(language);
  return [...first.map(named), ...others.map(named).sort((one, other) => byName.compare(one.name, other.name))];
}

/** Those whose name has a word that begins so. */
export function found(countries: readonly Country[], wanted: string): readonly Country[] {
  const word = plain(wanted);
  if (word === '') return countries;
  const begins = ({ name }: Country) => plain(name).startsWith(word);
  const has = ({ name }: Country) => plain(name).includes(` ${word}`);
  return [...countries.filter(begins), ...countries.filter((country) => !begins(country) && has(country))];
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();
}
