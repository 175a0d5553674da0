package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Laws of the order of {@link Router#standard()}. Not final: extend it to test a router with that order. */
public abstract class RankingLaws {
    /** For subclasses. */
    protected RankingLaws() {}

    /** The router under test. */
    protected abstract Router router();

    @Provide
    Arbitrary<List<Offer>> offers() {
        return OfferArbitraries.offers();
    }

    @Provide
    Arbitrary<RouteRequest> requests() {
        return OfferArbitraries.requests();
    }

    /** Without an engine for them, properties are passed over in silence; this test is one of JUnit's own. */
    @Test
    protected final void anEngineForThePropertiesIsThere() {
        JqwikCheck.require();
    }

    @Property(seed = "1")
    void freeOffersStandInThePromisedOrder(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = router().route(request, new Snapshot(offers));
        ReferenceRouter reference = new ReferenceRouter(request);
        List<Offer> free = offers.stream()
                .filter(offer -> reference.firstFailure(offer).isEmpty())
                .toList();

        assertThat(Stream.concat(
                        decision.chosen().filter(chosen -> decision.outcome() == Outcome.PLACED).stream(),
                        decision.outranked().stream()))
                .containsExactlyElementsOf(reference.bestFirst(free));
    }

    @Property(seed = "1")
    void ifAllAreBusyTheFirstInThePromisedOrderIsNamed(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        int tooFew = request.gpu().gpus() - 1;
        List<Offer> full = offers.stream()
                .map(offer -> offer.withFree(Math.min(tooFew, offer.gpus().free())))
                .toList();
        Decision decision = router().route(request, new Snapshot(full));
        ReferenceRouter reference = new ReferenceRouter(request);
        List<Offer> busy = full.stream()
                .filter(offer -> reference.firstFailure(offer).equals(Optional.of(Reason.BUSY)))
                .toList();

        assertThat(decision.chosen())
                .isEqualTo(reference.bestFirst(busy).stream().findFirst());
    }

    @Property(seed = "1")
    void askingForLessNeverLeadsToAnOfferOfLessWorth(
            @ForAll("requests") RouteRequest request,
            @ForAll("offers") List<Offer> offers,
            @ForAll Loosening loosening) {
        Decision before = router().route(request, new Snapshot(offers));
        Decision after = router().route(loosening.of(request), new Snapshot(offers));

        if (before.outcome() == Outcome.PLACED) {
            assertThat(new ReferenceRouter(request)
                            .compare(
                                    after.chosen().orElseThrow(),
                                    before.chosen().orElseThrow()))
                    .isLessThanOrEqualTo(0);
        }
    }

    @Property(seed = "1")
    void rejectionsStandByTheIdOfTheirOffer(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        assertThat(router().route(request, new Snapshot(offers)).rejections())
                .extracting(rejection -> rejection.offer().id())
                .isSorted();
    }
}
