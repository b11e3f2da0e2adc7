// What became of what somebody reported.
import { Badge, Group, Text } from "@mantine/core";
import type { ShownReports } from "../../../api/tasks.ts";
import { useGet } from "../api/data.ts";
import { Link } from "../parts/link.tsx";
import { Page } from "../parts/page.tsx";
import { Said } from "../parts/said.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Moment, useMoment } from "../parts/times.tsx";
import { pathOf } from "../router.ts";
import { useTexts } from "../texts/index.tsx";

export default function MyReports() {
  const { t, value } = useTexts();
  const moment = useMoment();
  const reported = useGet<ShownReports>("/tasks/reported?limit=1000");
  return (
    <Page title={t("mine.title")}>
      <Shown of={reported}>
        {({ items: reports }) =>
          reports.length === 0 ? (
            <Empty says={t("mine.empty")} />
          ) : (
            <ul className="rows">
              {reports.map((report) => (
                <li className="row" key={`${report.client} ${report.about} ${report.at}`}>
                  <Group gap="xs">
                    <b>{value(report.what)}</b>
                    <Link to={pathOf("clients", report.client)}>{report.client}</Link>
                    {report.open && <Badge color="orange">{t("mine.open")}</Badge>}
                  </Group>
                  <Text size="sm">
                    <Said says={report.says} />
                  </Text>
                  <Text size="xs" c="dimmed">
                    <Moment at={report.at} />
                    {report.answeredAt && (
                      <>
                        {" · "}
                        {t("mine.answered", {
                          actor: report.answeredBy ?? "",
                          at: moment(report.answeredAt),
                        })}
                      </>
                    )}
                  </Text>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Page>
  );
}
