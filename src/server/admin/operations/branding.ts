import type { BrandingDocument, brandingOperations } from '#api/branding.ts';
import { timeOf } from '#api/members.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { accentOf, type SavedBranding } from '#server/branding/feature.ts';
import { done, type Handlers, refused } from '../answer.ts';
import type { AdminPorts } from '../ports.ts';

/** How the organisation looks on its pages. */
export function brandingHandlers({ branding }: AdminPorts): Handlers<keyof typeof brandingOperations> {
  return {
    getBranding: async () => done(documentOf(await branding.current())),
    changeBranding: async ({ body: { accent, helpText, logo }, caller }) => {
      const file = typeof logo === 'string' ? fromBase64(logo) : logo;
      if (typeof logo === 'string' && !file) return refused('logo_unknown_type');
      const outcome = await branding.change({ accent, helpText, logo: file }, caller.actor);
      if (outcome.kind === 'changed') return done(documentOf(outcome.saved));
      return refused(outcome.code, { adminDescription: outcome.admin });
    },
    resetBranding: async ({ caller }) => done(documentOf(await branding.reset(caller.actor))),
  };
}

function documentOf(saved: SavedBranding | undefined): BrandingDocument {
  const logo = saved?.logo;
  return {
    accent: saved?.accent ?? null,
    accentOnDark: saved?.accent === undefined ? null : accentOf(saved.accent).onDark,
    helpText: saved?.helpText ?? null,
    logo: logo ? { contentType: logo.type, bytes: logo.bytes.length, sha256: logo.digest } : null,
    version: saved?.version ?? 0,
    changedAt: saved ? timeOf(saved.changedAt) : null,
    changedBy: saved?.changedBy ?? null,
  };
}
