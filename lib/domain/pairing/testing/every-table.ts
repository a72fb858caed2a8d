// All tables of the engine as one, so that each broken rule costs one start.
import "../cut-boots.test";
import "../log-restarts.test";
import "../pair-host.test";
import "../pair-linux.test";
import "../record-gaps.test";
import "../segments.test";
import "../shared-ids.test";
import "../sort-logons.test";
