/** The console starts here. */
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { Problem } from "@/api/problem";
import { router } from "@/app/router";
import { endSession } from "@/features/session/api/session";
import { startI18n } from "@/i18n";
import { tellClipped } from "@/lib/clipped";
import { listenForShortcuts } from "@/lib/keyboard";
import { releasePictures } from "@/lib/picture-urls";
import "@/theme/base.css";
import "@/components/page.css";
import { signStyles } from "@/theme/nonce";
import { ThemeProvider } from "@/theme/theme-provider";

/** An answer of 401 anywhere means that the session has ended. */
function onError(error: unknown): void {
  if (error instanceof Problem && error.status === 401) endSession(client);
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});

releasePictures(client);
signStyles();
listenForShortcuts();
tellClipped();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
await startI18n();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
