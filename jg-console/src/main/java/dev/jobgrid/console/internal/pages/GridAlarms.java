package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.OverviewView.Alarm;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.wire.WireNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What needs the operator, on the start. */
final class OperatorAlarms {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private OperatorAlarms() {}

    private record Seen(List<Alarm> alarms) {}

    /** None for visitors who are no operator. */
    static List<Alarm> of(Visit visit) {
        if (!visit.who().isOperator()) {
            return List.of();
        }
        return visit.parts()
                .views()
                .get(visit.view("alarms", ""), Seen.class, FRESH, before -> new Seen(read(visit)))
                .alarms();
    }

    private static List<Alarm> read(Visit visit) {
        List<Alarm> alarms = new ArrayList<>();
        for (DiskSpace disk : visit.operations().disks()) {
            if (disk.isLow()) {
                alarms.add(new Alarm(
                        "Disk of " + disk.name(),
                        "is nearly full: " + Quantities.bytes(disk.freeBytes()) + " are free",
                        "grid",
                        "Look at the grid"));
            }
        }
        visit.operations()
                .maintenance()
                .closed()
                .forEach((part, message) ->
                        alarms.add(new Alarm(WireNames.of(part), "closed: " + message, "grid", "Open it again")));
        int lost = visit.admin()
                .map(admin -> admin.storage()
                        .callbacks(visit.who().caller().workspace(), CallbackProgress.State.GIVEN_UP)
                        .size())
                .orElse(0);
        if (lost > 0) {
            alarms.add(new Alarm(
                    "Callbacks",
                    Quantities.count(lost, "receiver") + (lost == 1 ? " was" : " were") + " not told",
                    CallbacksPage.GIVEN_UP,
                    "Look at them"));
        }
        return alarms;
    }
}
