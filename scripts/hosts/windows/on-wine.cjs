// Preloaded by Node under Wine, for an agent that is installed: what Wine has not comes from the stand-in DLL instead.
const Module = require("node:module");

const STAND_IN = process.env.CURFEW_STAND_IN;
/** Libraries of which Wine has stubs alone. */
const REPLACED = new Set(["wtsapi32.dll", "wevtapi.dll", "secur32.dll"]);
/** Functions that Wine's own advapi32.dll lacks. */
const LACKING = /\b(AuditQuerySystemPolicy|AuditFree)\b/;

// Wine 8 does not know the option by which Node sets when to probe an idle connection, and connecting would fail.
process.binding("tcp_wrap").TCP.prototype.setKeepAlive = () => 0;

const loadModule = Module._load;
let isPatched = false;
Module._load = function load(request, ...rest) {
  const found = loadModule.call(this, request, ...rest);
  if (request === "koffi" && STAND_IN && !isPatched) {
    isPatched = true;
    putStandInBehind(found);
  }
  return found;
};

function putStandInBehind(koffi) {
  const loadLibrary = koffi.load;
  const standIn = loadLibrary(STAND_IN);
  standIn.func("int StandInLogOn(str16 domain, str16 user, str16 client, uint8 *address, int kind)")(
    "CONTOSO",
    "anna",
    "",
    Buffer.alloc(24),
    0,
  );
  koffi.load = (file, ...rest) => {
    if (REPLACED.has(file)) return standIn;
    const library = loadLibrary(file, ...rest);
    if (file !== "advapi32.dll") return library;
    return { func: (...definition) => (LACKING.test(definition[0]) ? standIn : library).func(...definition) };
  };
}
