package dev.jobgrid.samples.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/routing.md. */
class RoutingPageTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/jobgrid/samples/routing/RoutingPageTest.java");

    @Test
    void aRuleAScoreAndRoutersInTurn() {
        // page
        Router nightOnly =
                Router.standard().withFilter((request, offer) -> !offer.region().startsWith("office"));
        Router greenest =
                Router.standard().withScore((request, offer) -> offer.region().equals("eu-north-1") ? 0 : 1);
        Router both = Router.firstOf(greenest, nightOnly);
        // end

        RouteRequest any = new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);
        Snapshot offers =
                new Snapshot(List.of(offer("a", "office-1"), offer("b", "us-east-1"), offer("c", "eu-north-1")));
        assertThat(nightOnly.route(any, offers).chosen().orElseThrow().id()).isEqualTo("b");
        assertThat(both.route(any, offers).chosen().orElseThrow().id()).isEqualTo("c");
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        List<String> source =
                Files.readAllLines(SOURCE).stream().map(String::strip).toList();
        String code = String.join("\n", source.subList(source.indexOf("// page") + 1, source.indexOf("// end")));

        assertThat(Files.readString(Path.of("../docs/routing.md"))).contains("```java\n" + code + "\n```");
    }

    private static Offer offer(String id, String region) {
        GpuModel model = GpuCatalog.builtIn().find("L4").orElseThrow().model();
        return new Offer(
                id, OfferSource.LIVE, id, model, new GpuCapacity(1, 1), region, Usd.ofDollars(1), 1L << 40, false);
    }
}
