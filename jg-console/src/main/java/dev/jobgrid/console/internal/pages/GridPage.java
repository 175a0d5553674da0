package dev.jobgrid.console.internal.pages;

import dev.jobgrid.Operations;
import dev.jobgrid.console.internal.templates.JtegridGenerated;
import dev.jobgrid.console.internal.templates.JteretentionGenerated;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.GridView;
import dev.jobgrid.console.internal.views.RetentionView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.wire.WireNames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The grid as its operator sees it: whether it is well, what can be closed, and what retention would remove. */
final class GridPage {
    private static final int SECONDS = 10;

    private GridPage() {}

    /** What is read once in a while for all operators that look; each question of health writes to the store. */
    private record Seen(
            List<HealthCheck> health, List<DiskSpace> disks, List<NodeQuarantine> quarantines, List<KnownNode> nodes) {
        static Seen of(Visit visit) {
            Operations grid = visit.operations();
            List<KnownNode> nodes =
                    visit.admin().map(admin -> admin.nodes().list()).orElse(List.of());
            return new Seen(grid.health(), grid.disks(), grid.quarantines(), nodes);
        }
    }

    static PageAnswer show(Visit visit) {
        visit.checkQuery(List.of());
        Seen seen = visit.parts()
                .views()
                .get(visit.view("grid", ""), Seen.class, Duration.ofSeconds(SECONDS), before -> Seen.of(visit));
        Map<GridPart, String> closed = visit.operations().maintenance().closed();
        List<GridView.Check> checks =
                seen.health().stream().map(GridPage::check).toList();
        List<GridView.Disk> disks = seen.disks().stream().map(GridPage::disk).toList();
        List<GridView.Part> parts =
                Stream.of(GridPart.values()).map(part -> part(part, closed)).toList();
        List<GridView.Instance> instances = GridInstances.of(seen.nodes());
        List<GridView.Quarantine> quarantines =
                seen.quarantines().stream().map(GridPage::quarantine).toList();
        String sentence = sentence(checks, disks, parts);
        GridView view = new GridView(
                sentence,
                checks,
                disks,
                parts,
                instances,
                quarantines,
                ViewVersion.of(sentence, checks, disks, instances, quarantines));
        return visit.live(
                "Grid",
                "grid",
                new Frame.Live(ViewVersion.of(view), SECONDS),
                (out, none, frame) -> JtegridGenerated.render(out, none, frame, view));
    }

    private static String sentence(List<GridView.Check> checks, List<GridView.Disk> disks, List<GridView.Part> parts) {
        List<String> failed = checks.stream()
                .filter(check -> check.state().equals("failed"))
                .map(GridView.Check::name)
                .toList();
        if (!failed.isEmpty()) {
            return "The grid is not well: " + String.join(", ", failed) + (failed.size() == 1 ? " fails." : " fail.");
        }
        List<String> closed = parts.stream()
                .filter(GridView.Part::isClosed)
                .map(GridView.Part::name)
                .toList();
        long low = disks.stream().filter(GridView.Disk::isLow).count()
                + checks.stream()
                        .filter(check -> check.state().equals("needs you"))
                        .count();
        String well = low == 0
                ? "The grid is well"
                : "The grid works, and " + (low == 1 ? "1 thing needs" : low + " things need") + " you";
        return well + (closed.isEmpty() ? "." : "; closed for maintenance: " + String.join(", ", closed) + ".");
    }

    private static GridView.Check check(HealthCheck check) {
        String state = !check.healthy() ? "failed" : check.isDegraded() ? "needs you" : "well";
        return new GridView.Check(check.name(), state, check.detail());
    }

    private static GridView.Disk disk(DiskSpace disk) {
        long used = disk.totalBytes() == 0 ? 0 : 100 - 100 * disk.freeBytes() / disk.totalBytes();
        return new GridView.Disk(
                disk.name(),
                Quantities.bytes(disk.freeBytes()) + " of " + Quantities.bytes(disk.totalBytes()) + " free",
                (int) Math.max(0, Math.min(100, used)),
                disk.isLow());
    }

    private static GridView.Part part(GridPart part, Map<GridPart, String> closed) {
        return new GridView.Part(
                WireNames.of(part), words(part), closed.containsKey(part), closed.getOrDefault(part, ""));
    }

    /** What a part is for people. */
    static String words(GridPart part) {
        return switch (part) {
            case JOBS -> "Submits";
            case INPUTS -> "Uploads";
            case ARTIFACTS -> "Downloads of artifacts";
        };
    }

    private static GridView.Quarantine quarantine(NodeQuarantine one) {
        return new GridView.Quarantine(one.node(), one.image().orElse(""), one.until(), one.reason());
    }

    /** Closes a part with a message, or opens it. */
    static PageAnswer maintain(Visit visit) throws IOException {
        String name = visit.form().raw("part");
        GridPart part = Stream.of(GridPart.values())
                .filter(one -> WireNames.of(one).equals(name))
                .findFirst()
                .orElseThrow(() -> Visit.refused("part is '" + name + "'; jobs, inputs and artifacts are known"));
        if (visit.form().raw("do").equals("open")) {
            visit.operations().maintenance().open(part);
        } else {
            visit.operations()
                    .maintenance()
                    .close(part, visit.form().text("message").orElse("closed for maintenance; try again later"));
        }
        return visit.see("grid");
    }

    static PageAnswer retention(Visit visit) {
        visit.checkQuery(List.of());
        RetentionReport report = visit.operations().retention().preview();
        List<RetentionView.Row> rows = Stream.of(RetentionPart.values())
                .filter(part -> !report.of(part).equals(RetentionReport.Amount.NONE))
                .map(part -> row(part, report.of(part)))
                .toList();
        RetentionView view = new RetentionView(
                rows.isEmpty()
                        ? "Retention would remove nothing now."
                        : "Retention would remove this now; grids do it by themselves, once an hour.",
                rows,
                report.notRemovedReason().orElse(""));
        return visit.page(
                200, "Retention", "grid", (out, none, frame) -> JteretentionGenerated.render(out, none, frame, view));
    }

    private static RetentionView.Row row(RetentionPart part, RetentionReport.Amount amount) {
        String what = switch (part) {
            case LOGS -> "Logs of ended jobs";
            case ARTIFACTS -> "Artifacts of ended jobs";
            case JOBS -> "Ended jobs";
            case INPUTS -> "Uploaded files";
            case AUDIT -> "Audit of keys";
            case UPLOADS -> "Uploads that never ended";
            case IDEMPOTENCY_KEYS -> "Expired idempotency keys";
            case ORPHANED_BLOBS -> "Bytes that nothing refers to";
        };
        return new RetentionView.Row(
                what, Quantities.number(amount.count()), amount.bytes() == 0 ? "" : Quantities.bytes(amount.bytes()));
    }
}
