/** The addresses of the desk's own process. Everything that changes something is POST or DELETE with JSON. */

/** GET: {@link DeskView}. */
export const deskPath = '/desk/api/desk';
/** GET: server-sent events, each a {@link DeskView}. */
export const deskEventsPath = '/desk/api/desk/events';
/** POST {@link NewMac}: puts a Mac on the desk; answers its {@link MacView}. */
export const macsPath = '/desk/api/macs';
/** POST `{userPrincipalName}`: an offer of an authenticator for a person; answers `{address}` for the phone on the desk. */
export const phoneOfferPath = '/desk/api/phone-offer';

/** GET: {@link MacView}. DELETE: takes it off the desk, with its keys. */
export function macPath(name: string): string {
  return `${macsPath}/${encodeURIComponent(name)}`;
}

/** GET: server-sent events, each a {@link MacEvent}. The first is the view, then the wire so far. */
export function macEventsPath(name: string): string {
  return `${macPath(name)}/events`;
}

/** POST {@link DeskAct}: answers when the act is over; prompts may come meanwhile. */
export function actsPath(name: string): string {
  return `${macPath(name)}/acts`;
}

/** POST {@link PromptAnswer}: 204. */
export function promptPath(name: string, prompt: string): string {
  return `${macPath(name)}/prompts/${encodeURIComponent(prompt)}`;
}

/** GET: the page of a window as HTML that runs no script of its own, to be shown in a frame. */
export function pagePath(name: string, window: string, version: string): string {
  return `${macPath(name)}/pages/${encodeURIComponent(window)}?version=${encodeURIComponent(version)}`;
}

/** GET: {@link WireDetail}. */
export function wirePath(name: string, id: number): string {
  return `${macPath(name)}/wire/${id}`;
}
