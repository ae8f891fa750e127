/**
 * What Safari asks the Mac's SSO extension of type Redirect before it opens an address. Source: Apple, "Extensible single
 * sign-on" (`URLs`) and `ASAuthorizationProviderExtensionAuthorizationRequest` (`complete(httpAuthorizationHeaders:)`,
 * `doNotHandle()`).
 */

/** What the extension says to a navigation. */
export type NavigationAnswer =
  /** Headers that go along with this one request, and not with what it is redirected to. */
  { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> } | { readonly kind: 'do-not-handle' };

/** The extension as the browser sees it. It is asked for every hop of a navigation, with the address of that hop. */
export interface NavigationExtension {
  intercept(url: string, method: 'GET' | 'POST'): Promise<NavigationAnswer>;
}
