package dev.jobgrid.testkit.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/**
 * Laws of routers with the checks of {@link Router#standard()}, whatever their order, on snapshots without forecast.
 * Not final: extend it to test such a router, beside {@link RouterLaws}. Each law is tried 10,000 times.
 *
 * <p>With an {@link dev.jobgrid.routing.DemandForecast} two of them do not hold among offers of equal price and speed,
 * and cannot: an offer that is turned down or outranked still is a place for the requests to be expected, so taking it
 * away may change which of the others they will miss least. All others hold.
 */
public abstract class StandardRouterLaws {
    /** For subclasses. */
    protected StandardRouterLaws() {}

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
    void theDrawnRequestsComeToEveryOutcomeAndEveryReason(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);

        Statistics.label("outcome")
                .collect(decision.outcome())
                .coverage(coverage -> Stream.of(Outcome.values())
                        .forEach(outcome -> coverage.check(outcome).percentage(share -> share > 1)));
        Statistics.label("reason")
                .collect(decision.rejections().stream()
                        .map(Rejection::reason)
                        .max(Enum::compareTo)
                        .map(Enum::name)
                        .orElse("none"))
                .coverage(coverage -> Stream.of(Reason.values())
                        .filter(reason -> reason != Reason.EXCLUDED)
                        .forEach(reason -> coverage.check(reason.name()).count(times -> times > 0)));
    }

    @Property(seed = "1")
    void everyOfferIsChosenOutrankedOrTurnedDownForTheFirstCheckThatItFails(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);
        ReferenceRouter reference = new ReferenceRouter(request);

        Map<String, Optional<Reason>> expected = new TreeMap<>();
        offers.forEach(offer -> expected.put(offer.id(), reference.firstFailure(offer)));
        Map<String, Optional<Reason>> actual = new TreeMap<>();
        decision.rejections().forEach(r -> actual.put(r.offer().id(), Optional.of(r.reason())));
        fitting(decision).forEach(offer -> actual.put(offer.id(), Optional.empty()));

        assertThat(actual).isEqualTo(expected);
        assertThat(fitting(decision).size() + decision.rejections().size()).isEqualTo(offers.size());
    }

    @Property(seed = "1")
    void theOutcomeIsTheBestThatTheOffersAllow(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);
        ReferenceRouter reference = new ReferenceRouter(request);
        List<Optional<Reason>> failures =
                offers.stream().map(reference::firstFailure).toList();

        Outcome possible = failures.contains(Optional.<Reason>empty())
                ? Outcome.PLACED
                : failures.contains(Optional.of(Reason.BUSY)) ? Outcome.BUSY : Outcome.UNSATISFIABLE;
        assertThat(decision.outcome()).isEqualTo(possible);
        assertThat(decision.chosen().isPresent()).isEqualTo(possible != Outcome.UNSATISFIABLE);
        assertThat(decision.demand())
                .isEqualTo(new Decision.Demand(request.gpu().gpus(), reference.memoryPerGpu()));
    }

    @Property(seed = "1")
    void theChosenOfferPassesEveryCheckButTheOneForRoom(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision decision = route(request, offers);

        assertThat(decision.chosen().flatMap(new ReferenceRouter(request)::firstFailure))
                .isEqualTo(decision.outcome() == Outcome.BUSY ? Optional.of(Reason.BUSY) : Optional.empty());
        assertThat(decision.chosen().map(new ReferenceRouter(request)::missed).orElse(List.of()))
                .isEqualTo(decision.relaxed());
    }

    @Property(seed = "1")
    void anOfferThatDoesNotFitChangesOnlyTheRejections(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Decision all = route(request, offers);

        for (Rejection rejection : all.rejections()) {
            if (rejection.reason() != Reason.BUSY) {
                List<Rejection> others = new ArrayList<>(all.rejections());
                others.remove(rejection);
                assertThat(route(request, without(offers, rejection.offer())))
                        .isEqualTo(new Decision(
                                all.outcome(), all.chosen(), all.demand(), all.relaxed(), all.outranked(), others));
            }
        }
    }

    @Property(seed = "1")
    void theWinnerStaysWhenALoserGoes(@ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        Optional<Offer> winner = route(request, offers).chosen();

        assertThat(offers)
                .filteredOn(offer -> !winner.equals(Optional.of(offer)))
                .allSatisfy(loser -> assertThat(
                                route(request, without(offers, loser)).chosen())
                        .isEqualTo(winner));
    }

    @Property(seed = "1")
    void askingForLessNeverLosesARoute(
            @ForAll("requests") RouteRequest request,
            @ForAll("offers") List<Offer> offers,
            @ForAll Loosening loosening) {
        Outcome before = route(request, offers).outcome();

        // Outcomes stand in falling order.
        assertThat(route(loosening.of(request), offers).outcome()).isLessThanOrEqualTo(before);
    }

    @Property(seed = "1")
    void askingForLessNeverCostsMoreOrTakesLonger(
            @ForAll("requests") RouteRequest request,
            @ForAll("offers") List<Offer> offers,
            @ForAll Loosening loosening) {
        for (OptimizeFor aim : List.of(OptimizeFor.COST, OptimizeFor.SPEED)) {
            RouteRequest strict = forOneAimAlone(request, aim);
            Decision before = route(strict, offers);
            Decision after = route(loosening.of(strict), offers);

            if (before.outcome() == Outcome.PLACED) {
                ReferenceRouter reference = new ReferenceRouter(strict);
                assertThat(reckoned(reference, aim, after.chosen().orElseThrow()))
                        .isLessThanOrEqualTo(
                                reckoned(reference, aim, before.chosen().orElseThrow()));
            }
        }
    }

    @Property(seed = "1")
    void whenCostCountsNoOfferThatFitsHasALowerExpectedCost(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        assertNoneIsBetter(forOneAimAlone(request, OptimizeFor.COST), OptimizeFor.COST, offers);
    }

    @Property(seed = "1")
    void whenSpeedCountsNoOfferThatFitsIsDoneEarlier(
            @ForAll("requests") RouteRequest request, @ForAll("offers") List<Offer> offers) {
        assertNoneIsBetter(forOneAimAlone(request, OptimizeFor.SPEED), OptimizeFor.SPEED, offers);
    }

    private void assertNoneIsBetter(RouteRequest request, OptimizeFor aim, List<Offer> offers) {
        Decision decision = route(request, offers);
        ReferenceRouter reference = new ReferenceRouter(request);

        assertThat(offers)
                .filteredOn(offer -> decision.outcome() == Outcome.PLACED
                        && reference.firstFailure(offer).isEmpty())
                .allSatisfy(offer -> assertThat(reckoned(reference, aim, offer))
                        .isGreaterThanOrEqualTo(
                                reckoned(reference, aim, decision.chosen().orElseThrow())));
    }

    private static BigInteger reckoned(ReferenceRouter reference, OptimizeFor aim, Offer offer) {
        return aim == OptimizeFor.COST ? reference.cost(offer) : reference.completion(offer);
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

    private static List<Offer> without(List<Offer> offers, Offer one) {
        return offers.stream().filter(offer -> !offer.equals(one)).toList();
    }

    private static RouteRequest forOneAimAlone(RouteRequest request, OptimizeFor aim) {
        GpuRequest gpu = request.gpu();
        GpuRequest anyFamily = new GpuRequest(
                gpu.required(),
                gpu.model(),
                gpu.count(),
                gpu.type(),
                gpu.vendor(),
                gpu.gpuClass(),
                new GpuRequest.Families(Optional.empty(), gpu.families().avoided()),
                gpu.diskBytes());
        RoutePreferences.Builder alone = RoutePreferences.builder().optimizeFor(aim);
        request.preferences().maxPricePerHour().ifPresent(alone::maxPricePerHour);
        return with(request, anyFamily, alone.build());
    }

    private static RouteRequest with(RouteRequest request, GpuRequest gpu, RoutePreferences preferences) {
        return new RouteRequest(request.workload(), gpu, preferences, request.timing());
    }
}
