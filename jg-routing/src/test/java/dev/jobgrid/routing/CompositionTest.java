package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Offer CHEAP = offer("a", OfferSource.LIVE, 1);
    private static final Offer DEAR = offer("b", OfferSource.MANAGED, 2);
    private static final Snapshot BOTH = new Snapshot(List.of(CHEAP, DEAR));
    private static final RouteRequest ONE =
            new RouteRequest(WorkloadType.BATCH, GpuRequest.NONE, RoutePreferences.NONE);

    @Test
    void anOfferThatTheRuleRefusesIsExcluded() {
        Decision decision = Router.standard()
                .withFilter((request, offer) -> offer.source() == OfferSource.MANAGED)
                .route(ONE, BOTH);

        assertThat(decision.chosen()).contains(DEAR);
        assertThat(decision.rejections())
                .extracting(Rejection::offer, Rejection::reason)
                .containsExactly(tuple(CHEAP, Reason.EXCLUDED));
    }

    @Test
    void theLowestScoreIsChosenAndAllOffersKeepAPlace() {
        Decision decision = Router.standard()
                .withScore((request, offer) -> -offer.gpuHourlyRate().micros())
                .route(ONE, BOTH);

        assertThat(decision.chosen()).contains(DEAR);
        assertThat(decision.outranked()).containsExactly(CHEAP);
    }

    @Test
    void theFirstRouterThatFindsAPlaceAnswers() {
        Router none = Router.standard().withFilter((request, offer) -> false);

        assertThat(Router.firstOf(none, Router.standard()).route(ONE, BOTH).chosen())
                .contains(CHEAP);
        assertThat(Router.firstOf(none, none).route(ONE, BOTH).outcome()).isEqualTo(Outcome.UNSATISFIABLE);
        assertThatThrownBy(Router::firstOf).hasMessageContaining("needs one router or more");
    }

    @Test
    void aLiveOfferIsSetAsideAtItsSecondFailureAndAManagedOneAtItsFirst() {
        Cooldowns once = Cooldowns.NONE.failed(CHEAP, NOON).failed(DEAR, NOON);
        Cooldowns twice = once.failed(CHEAP, NOON);

        assertThat(once.isCoolingDown(CHEAP, NOON)).isFalse();
        assertThat(once.isCoolingDown(DEAR, NOON)).isTrue();
        assertThat(twice.isCoolingDown(CHEAP, NOON)).isTrue();
        assertThat(twice.succeeded(CHEAP).isCoolingDown(CHEAP, NOON)).isFalse();
    }

    @Test
    void eachFurtherFailureDoublesTheTimeUpToAnHour() {
        Cooldowns cooldowns = Cooldowns.NONE.failed(DEAR, NOON);
        assertThat(cooldowns.isCoolingDown(DEAR, NOON.plusSeconds(59))).isTrue();
        assertThat(cooldowns.isCoolingDown(DEAR, NOON.plusSeconds(60))).isFalse();
        for (int i = 0; i < 40; i++) {
            cooldowns = cooldowns.failed(DEAR, NOON);
        }
        assertThat(cooldowns.isCoolingDown(DEAR, NOON.plus(Duration.ofMinutes(59))))
                .isTrue();
        assertThat(cooldowns.isCoolingDown(DEAR, NOON.plus(Duration.ofMinutes(60))))
                .isFalse();
    }

    @Test
    void whatIsSetAsideIsAvoidedAndWaitedForIfNothingElseFits() {
        Cooldowns cooldowns = Cooldowns.NONE.failed(CHEAP, NOON).failed(CHEAP, NOON);
        Router router = Router.standard().avoiding(cooldowns, NOON);
        Decision alone = router.route(ONE, new Snapshot(List.of(CHEAP)));

        assertThat(router.route(ONE, BOTH).chosen()).contains(DEAR);
        assertThat(alone.outcome()).isEqualTo(Outcome.BUSY);
        assertThat(alone.rejections()).extracting(Rejection::reason).containsExactly(Reason.EXCLUDED);
    }

    private static Offer offer(String id, OfferSource source, int dollars) {
        GpuModel gpu = new GpuModel("Pulsar", "Acme", "Acme", GpuClass.DATACENTER, 24L << 30);
        return new Offer(id, source, id, gpu, new GpuCapacity(1, 1), "", Usd.ofDollars(dollars), 1L << 40, false);
    }
}
