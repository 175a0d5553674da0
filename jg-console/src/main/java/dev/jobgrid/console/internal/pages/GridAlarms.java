package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.OverviewView.Alarm;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.monitor.DiskSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What keeps the grid from work: for everybody what is closed, for its operator what else there is. */
final class GridAlarms {
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration CLOSED_FRESH = Duration.ofSeconds(2);

    private GridAlarms() {}

    private record Seen(List<Alarm> alarms) {}

    /** Those that the visitor may know. */
    static List<Alarm> of(Visit visit) {
        List<Alarm> alarms = new ArrayList<>(closed(visit));
        if (visit.who().isOperator()) {
            alarms.addAll(visit.parts()
                    .views()
                    .get(visit.view("alarms", ""), Seen.class, FRESH, before -> new Seen(read(visit)))
                    .alarms());
        }
        return alarms;
    }

    /** What is closed for maintenance, which whoever is refused is told too. */
    static List<Alarm> closed(Visit visit) {
        Seen seen = visit.parts().views().get(visit.view("closed", ""), Seen.class, CLOSED_FRESH, before -> {
            List<Alarm> alarms = new ArrayList<>();
            visit.parts()
                    .grid()
                    .operations()
                    .maintenance()
                    .closed()
                    .forEach((part, message) -> alarms.add(
                            new Alarm(GridPage.words(part), "are closed: " + message, "grid", "Open it again")));
            return new Seen(alarms);
        });
        return visit.who().isOperator()
                ? seen.alarms()
                : seen.alarms().stream().map(Alarm::withoutWay).toList();
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
