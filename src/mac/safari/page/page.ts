/** A page as somebody in front of Safari sees and uses it, and as its script would find it. */

/** The page. */
export interface SafariPage {
  readonly title: string;
  /** The visible text, one line for each block. */
  readonly text: string;
  readonly headings: readonly string[];
  /** What is read out at once: `role="alert"`. */
  readonly alerts: readonly string[];
  readonly links: readonly Link[];
  readonly forms: readonly PageForm[];
  /** `<meta http-equiv="refresh">`. */
  readonly refresh: { readonly seconds: number; readonly address: string } | undefined;
  /** The page goes on by itself when something changes elsewhere: `data-wait`. */
  readonly isWaiting: boolean;
  /** Scripts inside the page, for those that send a form by themselves. */
  readonly scripts: readonly InlineScript[];
}

/** A link. */
export interface Link {
  readonly label: string;
  readonly address: string;
}

/** A form. */
export interface PageForm {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly controls: readonly Control[];
  /** `novalidate`. */
  readonly unchecked: boolean;
  /** The ceremony of WebAuthn that the page's script runs before it sends the form. */
  readonly ceremony: FormCeremony | undefined;
}

/** `data-webauthn-get` or `data-webauthn-create`. */
export interface FormCeremony {
  readonly kind: 'get' | 'create';
  /** JSON. */
  readonly options: string;
  /** It begins as soon as the page is there. */
  readonly isAutomatic: boolean;
}

/** A field or a button. */
export interface Control {
  /** Empty for what is never sent. */
  readonly name: string;
  readonly type: ControlType;
  /** Whether a person sees it; what they do not see is sent all the same. */
  readonly isShown: boolean;
  readonly label: string;
  readonly value: string;
  /** Of a checkbox or a radio button. */
  readonly checked: boolean;
  /** Of a list. */
  readonly options: readonly { readonly label: string; readonly value: string; readonly selected: boolean }[];
  readonly required: boolean;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  readonly autocomplete: string;
  /** Of a button: where it sends the form, in place of the form's own. */
  readonly action: string | undefined;
  readonly method: 'GET' | 'POST' | undefined;
  /** Of a button: `formnovalidate`. */
  readonly unchecked: boolean;
}

/** What a person can do with a control. */
export type ControlType = 'text' | 'password' | 'hidden' | 'checkbox' | 'radio' | 'select' | 'submit' | 'other';

/** A script in the page itself, or in `onload` of its body. */
export interface InlineScript {
  readonly text: string;
  readonly nonce: string | undefined;
  /** An attribute, which no hash and no nonce allows. */
  readonly isAttribute: boolean;
}
