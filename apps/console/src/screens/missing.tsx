import { Page } from "../parts/page.tsx";
import { Empty } from "../parts/states.tsx";
import { go } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

export function Missing() {
  const { t } = useTexts();
  return (
    <Page title={t("state.missing")}>
      <Empty says={location.pathname} onClear={() => go("/inbox")} />
    </Page>
  );
}
