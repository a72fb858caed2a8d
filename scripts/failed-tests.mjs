// The failed tests of a report, with the beginning of their message: a long log is often kept only by its end.
const LINES = 12;

function told(title, message) {
  const lines = String(message ?? "")
    .split("\n")
    .slice(0, LINES);
  return [title, ...lines.map((line) => `    ${line}`)].join("\n");
}

export function failedInVitest(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return file.status === "failed" ? [told(file.name, file.message)] : [];
    return failed.map((test) => told(`${file.name} › ${test.fullName}`, test.failureMessages.join("\n")));
  });
}

export function failedInPlaywright(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return (report?.suites ?? []).flatMap(specs).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === "unexpected" || test.status === "flaky")
      .map((test) => {
        const failed = test.results.find((result) => result.error);
        return told(`${spec.file}:${spec.line} › ${spec.title}`, failed?.error?.message);
      }),
  );
}
