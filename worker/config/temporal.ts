import { text, type Variables } from "./variable.ts";

const temporal = { schema: text, readers: ["worker", "API"] } as const;

/** Read by Temporal's own loader. */
export const TEMPORAL = {
  TEMPORAL_ADDRESS: {
    ...temporal,
    says: "The Temporal server",
    allowed: "host:port",
    otherwise: "the profile's, else an embedded server",
  },
  TEMPORAL_NAMESPACE: {
    ...temporal,
    says: "The namespace",
    allowed: "the name of a namespace",
    otherwise: "the profile's, else default",
  },
  TEMPORAL_API_KEY: {
    ...temporal,
    secret: true,
    says: "The API key of Temporal Cloud",
    allowed: "an API key",
    otherwise: "the profile's, else none",
  },
  TEMPORAL_PROFILE: {
    ...temporal,
    says: "The profile of Temporal's configuration file",
    allowed: "the name of a profile",
    otherwise: "default",
  },
  TEMPORAL_CONFIG_FILE: {
    ...temporal,
    says: "Temporal's configuration file",
    allowed: "a path",
    otherwise: "temporalio/temporal.toml in the user's configuration folder",
  },
  TEMPORAL_TLS: {
    ...temporal,
    says: "Whether the connection is by TLS",
    allowed: "true or false",
    otherwise: "on where there is an API key or a certificate",
  },
  TEMPORAL_TLS_CLIENT_CERT_PATH: {
    ...temporal,
    says: "The client's certificate, as a file",
    allowed: "a path",
    otherwise: "none",
  },
  TEMPORAL_TLS_CLIENT_CERT_DATA: {
    ...temporal,
    says: "The client's certificate itself",
    allowed: "PEM",
    otherwise: "none",
  },
  TEMPORAL_TLS_CLIENT_KEY_PATH: {
    ...temporal,
    says: "The client's private key, as a file",
    allowed: "a path",
    otherwise: "none",
  },
  TEMPORAL_TLS_CLIENT_KEY_DATA: {
    ...temporal,
    secret: true,
    says: "The client's private key itself",
    allowed: "PEM",
    otherwise: "none",
  },
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: {
    ...temporal,
    says: "The certificate authority of the server, as a file",
    allowed: "a path",
    otherwise: "the system's authorities",
  },
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: {
    ...temporal,
    says: "The certificate authority of the server itself",
    allowed: "PEM",
    otherwise: "the system's authorities",
  },
  TEMPORAL_TLS_SERVER_NAME: {
    ...temporal,
    says: "The name that the server's certificate must have",
    allowed: "a host name",
    otherwise: "the host of the address",
  },
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: {
    ...temporal,
    says: "Whether the name in the server's certificate is not checked",
    allowed: "true or false",
    otherwise: "it is checked",
  },
} as const satisfies Variables;
