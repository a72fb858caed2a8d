/** Ids of the records that tell of sessions, boots, the clock and the audit itself. */
const SECURITY_IDS = "1100-1104, 4608, 4616, 4624, 4625, 4634, 4647, 4648, 4672, 4719, 4778, 4779, 4800-4803";
const SECURITY_LIST =
  "1100,1101,1102,4608,4616,4624,4625,4634,4647,4648,4672,4719,4778,4779,4800,4801,4802,4803";
const SYSTEM_IDS = "12, 13, 41, 42, 107, 109, 1074, 6005, 6006, 6008, 6009, 7001, 7002";
const MANAGER = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";

export interface ShipperConfig {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** What to write into a shipper's own configuration. */
export function shipperConfigs(gatewayUrl: string, token: string): readonly ShipperConfig[] {
  const { hostname, port, protocol } = new URL(gatewayUrl);
  const isProtected = protocol === "https:";
  const number = port || (isProtected ? "443" : "80");
  return [
    { name: "Winlogbeat", file: "winlogbeat.yml", text: winlogbeat(gatewayUrl, token) },
    { name: "NXLog", file: "nxlog.conf", text: nxlog(gatewayUrl, token) },
    { name: "OpenTelemetry", file: "config.yaml", text: openTelemetry(gatewayUrl, token) },
    { name: "Fluent Bit", file: "fluent-bit.conf", text: fluentBit(hostname, number, isProtected, token) },
    { name: "rsyslog", file: "rsyslog.d/curfew.conf", text: rsyslog(hostname, number, isProtected, token) },
    { name: "syslog-ng", file: "conf.d/curfew.conf", text: syslogNg(gatewayUrl, token) },
    {
      name: "PowerShell",
      file: "PowerShell 5.1 or 7, as administrator",
      text: powerShell(gatewayUrl, token),
    },
  ];
}

function winlogbeat(url: string, token: string): string {
  return `winlogbeat.event_logs:
  - name: Security
    event_id: ${SECURITY_IDS}
  - name: System
    event_id: ${SYSTEM_IDS}
  - name: ${MANAGER}

setup.template.enabled: false
setup.ilm.enabled: false

output.elasticsearch:
  hosts: ["${url}"]
  api_key: "curfew:${token}"
  compression_level: 3`;
}

function nxlog(url: string, token: string): string {
  return `<Extension json>
    Module      xm_json
</Extension>

<Input windows>
    Module      im_msvistalog
    <QueryXML>
        <QueryList><Query Id="0">
            <Select Path="Security">*</Select>
            <Select Path="System">*</Select>
            <Select Path="${MANAGER}">*</Select>
        </Query></QueryList>
    </QueryXML>
</Input>

<Output curfew>
    Module      om_http
    URL         ${url}/ingest/ndjson
    AddHeader   Authorization: Bearer ${token}
    Exec        to_json();
</Output>

<Route windows_to_curfew>
    Path        windows => curfew
</Route>`;
}

function openTelemetry(url: string, token: string): string {
  return `receivers:
  windowseventlog/security: { channel: Security }
  windowseventlog/system: { channel: System }
  windowseventlog/sessions: { channel: ${MANAGER} }

exporters:
  otlphttp/curfew:
    logs_endpoint: ${url}/v1/logs
    headers: { Authorization: "Bearer ${token}" }
    compression: gzip

service:
  pipelines:
    logs:
      receivers: [windowseventlog/security, windowseventlog/system, windowseventlog/sessions]
      exporters: [otlphttp/curfew]`;
}

function fluentBit(host: string, port: string, isProtected: boolean, token: string): string {
  return `[INPUT]
    Name        winevtlog
    Channels    Security,System,${MANAGER}

[OUTPUT]
    Name        http
    Match       *
    Host        ${host}
    Port        ${port}
    TLS         ${isProtected ? "On" : "Off"}
    URI         /ingest/ndjson
    Format      json_lines
    Compress    gzip
    Header      Authorization Bearer ${token}
    Retry_Limit no_limits`;
}

function rsyslog(host: string, port: string, isProtected: boolean, token: string): string {
  return `# Each message is one record as JSON: what a collector of Windows events handed on.
module(load="omelasticsearch")
template(name="record" type="string" string="%msg:::drop-last-lf%")
action(type="omelasticsearch" template="record"
       server="${host}" serverport="${port}" usehttps="${isProtected ? "on" : "off"}"
       uid="curfew" pwd="${token}"
       searchIndex="curfew" searchType="" bulkmode="on" maxbytes="4m"
       action.resumeRetryCount="-1"
       queue.type="LinkedList" queue.filename="curfew" queue.saveOnShutdown="on" queue.dequeueBatchSize="500"
       # Without these two rsyslog drops messages once its queue is full.
       queue.size="100000" queue.timeoutEnqueue="600000")`;
}

function syslogNg(url: string, token: string): string {
  return `# Each message is one record as JSON: what a collector of Windows events handed on.
destination d_curfew {
    http(
        url("${url}/_bulk")
        method("POST")
        user("curfew") password("${token}")
        headers("Content-Type: application/x-ndjson")
        body("{\\"create\\":{}}\\n\${MESSAGE}") body-suffix("\\n") delimiter("\\n")
        batch-lines(500) batch-timeout(1000)
        retries(1000000)
        disk-buffer(reliable(yes) disk-buf-size(1073741824) mem-buf-size(16777216))
    );
};`;
}

function powerShell(url: string, token: string): string {
  return `$records = Get-WinEvent -FilterHashtable @{ LogName = 'Security'; StartTime = (Get-Date).AddDays(-7)
    Id = ${SECURITY_LIST} }
$lines = foreach ($record in $records) { ConvertTo-Json -Compress @{ xml = $record.ToXml() } }
$body = [Text.Encoding]::UTF8.GetBytes($lines -join "\`n")
Invoke-RestMethod -Method Post -Uri '${url}/ingest/ndjson' -Body $body \`
    -ContentType 'application/x-ndjson' -Headers @{ Authorization = 'Bearer ${token}' }`;
}
