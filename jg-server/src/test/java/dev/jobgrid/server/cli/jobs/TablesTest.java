package dev.jobgrid.server.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.id.JobId;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.GoldenFile;
import dev.jobgrid.server.cli.output.Listing;
import dev.jobgrid.wire.client.EstimateReader;
import dev.jobgrid.wire.client.FilesReader;
import dev.jobgrid.wire.client.FleetReader;
import dev.jobgrid.wire.client.JobReader;
import dev.jobgrid.wire.client.MonitorReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static <T> void check(String name, Listing<T> listing, List<T> rows) throws IOException {
        GoldenFile.check("tables/" + name + ".txt", text(listing.table(rows, false)));
        GoldenFile.check("tables/" + name + "-wide.txt", text(listing.table(rows, true)));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    @Test
    void tablesAreAsKept() throws IOException {
        check(
                "jobs",
                JobTables.jobs(NOW),
                JobReader.page(GoldenFile.response("jobs.json")).jobs());
        check(
                "events",
                JobTables.events(),
                MonitorReader.events(GoldenFile.response("events.json")).events());
        check("artifacts", JobTables.artifacts(NOW), FilesReader.artifacts(GoldenFile.response("artifacts.json")));
        check("inputs", JobTables.inputs(NOW), FilesReader.inputs(GoldenFile.response("inputs.json")));
        check("nodes", FleetTables.nodes(), FleetReader.nodes(GoldenFile.response("nodes.json")));
        check(
                "queue",
                FleetTables.queue(NOW),
                FleetReader.queue(GoldenFile.response("queue.json")).jobs());
        RouteTable offers = RouteTable.of(EstimateReader.read(GoldenFile.response("estimate.json")));
        check("offers", OfferTable.of(offers), offers.rows());
    }

    @Test
    void aHoldIsSaidToTheNearestMinute() {
        LaunchPlan plan = new LaunchPlan(
                new JobId("job_1"),
                LaunchPlan.State.HELD,
                "box",
                "NVIDIA L4",
                1,
                Usd.ZERO,
                Usd.ZERO,
                Usd.ZERO,
                Optional.empty(),
                NOW.plusSeconds(300),
                Optional.empty(),
                "",
                false);

        assertThat(LaunchPlanText.state(plan, NOW.plusMillis(700))).startsWith("held for 5 min, until ");
        assertThat(LaunchPlanText.state(plan, NOW.plusSeconds(250))).startsWith("held for 50 s, until ");
    }

    @Test
    void aJobInFull() throws IOException {
        List<List<String>> facts = JobTables.facts(
                JobReader.page(GoldenFile.response("jobs.json")).jobs().get(2), NOW);
        GoldenFile.check(
                "tables/status.txt",
                text(facts.stream().map(fact -> String.join(": ", fact)).toList()));
        GoldenFile.check(
                "tables/estimate.txt",
                EstimateText.line(EstimateReader.read(GoldenFile.response("estimate.json")))
                                .orElseThrow()
                        + "\n");
    }
}
