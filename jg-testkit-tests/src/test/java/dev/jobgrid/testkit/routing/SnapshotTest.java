package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A snapshot that was changed offer by offer is the one that would have been built of the same offers. */
final class SnapshotTest {
    @Provide
    Arbitrary<List<Offer>> offers() {
        return OfferArbitraries.offers();
    }

    @Provide
    Arbitrary<RouteRequest> requests() {
        return OfferArbitraries.requests();
    }

    @Provide
    Arbitrary<Offer> offer() {
        return OfferArbitraries.offer().withoutEdgeCases();
    }

    @Property(seed = "1")
    void aChangedSnapshotRoutesAsOneBuiltAnew(
            @ForAll("requests") RouteRequest request,
            @ForAll("offers") List<Offer> offers,
            @ForAll("offer") Offer change) {
        List<Offer> changed = new ArrayList<>(offers);
        changed.removeIf(offer -> offer.id().equals(change.id()));
        Snapshot without = new Snapshot(changed);
        changed.add(change);
        Snapshot with = new Snapshot(changed);
        Snapshot before = new Snapshot(offers);

        assertThat(before.with(change)).isEqualTo(with);
        assertThat(before.without(change.id())).isEqualTo(without);
        assertThat(Router.standard().route(request, before.with(change)))
                .isEqualTo(Router.standard().route(request, with));
        assertThat(before).isEqualTo(new Snapshot(offers));
    }

    @Property(tries = 20, seed = "1")
    void manyChangesLeaveTheLastOfEachId(@ForAll("offer") Offer like, @ForAll Random random) {
        Snapshot snapshot = Snapshot.EMPTY;
        Map<String, Offer> expected = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            Offer offer = OfferArbitraries.alike(like, "n" + random.nextInt(1_000), like.gpus())
                    .withFree(random.nextInt(like.gpus().total() + 1));
            if (random.nextInt(4) == 0) {
                snapshot = snapshot.without(offer.id());
                expected.remove(offer.id());
            } else {
                snapshot = snapshot.with(offer);
                expected.put(offer.id(), offer);
            }
        }

        assertThat(snapshot.offers()).containsExactlyElementsOf(expected.values());
        assertThat(snapshot.without("absent")).isSameAs(snapshot);
    }
}
