/** The page's nonce: every style element made after the load carries it, as the policy asks. */
export const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

/**
 * Some of Ant Design's parts (the scroll lock of a dialog) make style elements without a nonce.
 * Only a script that already runs can call this, so the policy loses nothing.
 */
export function signStyles(): void {
  // Only its overload for unknown names is deprecated.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const make: (name: string, options?: ElementCreationOptions) => HTMLElement = document.createElement.bind(document);
  const sign = (name: string, options?: ElementCreationOptions) => {
    const element = make(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Object.assign(document, { createElement: sign });
}
