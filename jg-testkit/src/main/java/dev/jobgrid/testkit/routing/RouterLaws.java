package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Region;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Laws of every {@link Router}, whatever its preferences: it decides each request, deterministically and consistently,
 * and never leaves a strict region or exceeds a price cap. Not final: extend it to test a router. One with the standard
 * checks is tested by {@link StandardRouterLaws}, too. Each law is tried 10,000 times.
 */
public abstract class RouterLaws {
    /** For subclasses. */
    protected RouterLaws() {}

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
    void everyOfferIsChosenOutrankedOrTurnedDownOnce(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);

        assertThat(Stream.concat(
                        fitting(decision).stream(),
                        decision.rejections().stream().map(Rejection::offer)))
                .containsExactlyInAnyOrderElementsOf(offers);
    }

    @Property(seed = "1")
    void theOutcomeSaysWhetherAnOfferWasChosen(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);

        assertThat(decision.chosen().isPresent()).isEqualTo(decision.outcome() != Outcome.UNSATISFIABLE);
        assertThat(offers).containsAll(decision.chosen().stream().toList());
        assertThat(decision.demand().gpus()).isEqualTo(request.gpu().gpus());
    }

    @Property(seed = "1")
    void whatIsPlacedHasRoomForWhatIsAsked(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);
        Decision.Demand demand = decision.demand();

        decision.chosen().ifPresent(offer -> {
            assertThat(offer.gpus().total()).isGreaterThanOrEqualTo(demand.gpus());
            assertThat(offer.gpu().memoryBytes()).isGreaterThanOrEqualTo(demand.memoryPerGpuBytes());
            assertThat(offer.gpus().free() >= demand.gpus()).isEqualTo(decision.outcome() == Outcome.PLACED);
        });
    }

    @Property(seed = "1")
    void aStrictRegionIsNeverLeft(@ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Region wanted = Region.of("us-east");
        RouteRequest strict = with(request, request.gpu(), preferences(request, "us-east"));

        assertThat(reachable(route(strict, offers))).allMatch(offer -> wanted.matches(Region.of(offer.region())));
    }

    @Property(seed = "1")
    void aPriceCapIsNeverPassed(@ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        int gpus = request.gpu().gpus();

        assertThat(request.preferences().maxPricePerHour().stream()
                        .flatMap(cap -> reachable(route(request, offers))
                                .filter(offer -> offer.hourlyRate(gpus).compareTo(cap) > 0)))
                .isEmpty();
    }

    @Property(seed = "1")
    void theOrderOfTheOffersDoesNotMatter(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers, @ForAll Random random) {
        List<Offer> shuffled = new ArrayList<>(offers);
        Collections.shuffle(shuffled, random);

        assertThat(route(request, shuffled)).isEqualTo(route(request, offers));
    }

    @Property(seed = "1")
    void theSameQuestionHasTheSameAnswer(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Snapshot snapshot = new Snapshot(offers);

        assertThat(router().route(request, snapshot)).isEqualTo(router().route(request, snapshot));
    }

    @Property(seed = "1")
    void aRejectionSaysWhatWasNeededAndWhatWasFound(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        assertThat(route(request, offers).rejections()).allSatisfy(rejection -> {
            assertThat(rejection.needed()).isNotBlank().isNotEqualTo(rejection.found());
            assertThat(rejection.found()).isNotBlank();
        });
    }

    private Decision route(RouteRequest request, List<Offer> offers) {
        return router().route(request, new Snapshot(offers));
    }

    private static List<Offer> fitting(Decision decision) {
        return decision.outcome() == Outcome.PLACED
                ? Stream.concat(decision.chosen().stream(), decision.outranked().stream())
                        .toList()
                : decision.outranked();
    }

    private static Stream<Offer> reachable(Decision decision) {
        return Stream.concat(decision.chosen().stream(), decision.outranked().stream());
    }

    private static RoutePreferences preferences(RouteRequest request, String strictRegion) {
        RoutePreferences.Builder strict = RoutePreferences.builder().region(strictRegion, RegionMode.STRICT);
        request.preferences().optimizeFor().ifPresent(strict::optimizeFor);
        request.preferences().maxPricePerHour().ifPresent(strict::maxPricePerHour);
        return strict.build();
    }

    private static RouteRequest with(RouteRequest request, GpuRequest gpu, RoutePreferences preferences) {
        return new RouteRequest(request.workload(), gpu, preferences, request.timing());
    }
}
