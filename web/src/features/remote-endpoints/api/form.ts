/** From the fields of the form to an endpoint as the API wants it. */
import type { EndpointChange, EndpointNew, RemoteEndpoint } from "@/api/types";

export const HEADERS = ["authorization", "x-api-key", "api-key", "ocp-apim-subscription-key"] as const;
export const NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** The server says what else is wrong with an address. */
export const URL_BEGINS = /^\s*https:\/\/\S+\s*$/;
/** What a header can carry. */
export const CREDENTIAL = /^\s*[\x21-\x7e]*\s*$/;

export type Values = { name: string; url: string; header: EndpointNew["header"]; credential?: string; forget?: boolean };

export function newEndpoint({ name, url, header, credential }: Values): EndpointNew {
  return { name: name.trim(), url: url.trim(), ...(header !== undefined && { header }), credential: credential?.trim() || null };
}

/** What differs; a credential that was not typed stays, unless it shall be forgotten. */
export function changedEndpoint(one: RemoteEndpoint, { url, header, credential, forget }: Values): EndpointChange {
  const typed = credential?.trim() ?? "";
  return {
    ...(moves(one, url) && { url: url.trim() }),
    ...(header !== one.header && { header }),
    ...(forget === true ? { credential: "" } : typed !== "" && { credential: typed }),
  };
}

/** Whether it is another address, for which nobody has decided or agreed. */
export function moves(one: RemoteEndpoint, url: string | undefined): boolean {
  return url !== undefined && url.trim().replace(/\/+$/, "") !== one.url;
}
