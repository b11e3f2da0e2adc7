import "@mantine/core/styles.css";
import "./console.css";
import "./print.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/error.ts";
import { follow, keepLive } from "./api/live.ts";
import { App } from "./app.tsx";
import { TextsProvider } from "./texts/index.tsx";
import { resolver, theme } from "./theme.ts";
import { keepWho, onPerson } from "./who.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused is refused again; what did not answer may answer now.
      retry: (failures, error) => error instanceof ApiError && error.status === 0 && failures < 1,
      refetchOnWindowFocus: false,
    },
  },
});
keepLive(queries);
onPerson((person) => {
  // What was read for one person is nothing for the next one.
  queries.clear();
  follow(person !== null);
});
keepWho();

/** The nonce of this answer, for the styles that are made in the browser. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

const root = document.getElementById("root");
if (!root) throw new Error("there is no root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={resolver}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <TextsProvider>
          <App />
        </TextsProvider>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
