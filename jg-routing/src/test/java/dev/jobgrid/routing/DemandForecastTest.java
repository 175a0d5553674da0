package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DemandForecastTest {
    private static final RouteRequest ONE = request(GpuRequest.builder().count(1));
    private static final RouteRequest EIGHT = request(GpuRequest.builder().count(8));
    private static final RouteRequest ONE_PULSAR = request(GpuRequest.builder().type("Pulsar"));

    @Test
    void flexibleWorkStaysOffTheModelThatOthersDependOn() {
        Snapshot offers = new Snapshot(List.of(offer("a", "Pulsar", 2, 2), offer("b", "Quasar", 8, 8)));
        DemandForecast forecast = new DemandForecast(
                List.of(new DemandForecast.Expected(ONE, 2), new DemandForecast.Expected(ONE_PULSAR, 1)));

        assertThat(chosen(ONE, offers)).isEqualTo("a");
        assertThat(chosen(ONE, offers.expecting(forecast))).isEqualTo("b");
        assertThat(chosen(ONE_PULSAR, offers.expecting(forecast))).isEqualTo("a");
    }

    @Test
    void smallWorkStaysOffTheLastWholeNode() {
        Snapshot offers = new Snapshot(List.of(offer("a", "Pulsar", 8, 8), offer("b", "Pulsar", 16, 15)));
        DemandForecast forecast =
                new DemandForecast(List.of(new DemandForecast.Expected(ONE, 8), new DemandForecast.Expected(EIGHT, 1)));

        assertThat(chosen(ONE, offers)).isEqualTo("a");
        assertThat(chosen(ONE, offers.expecting(forecast))).isEqualTo("b");
    }

    @Test
    void modelsMayBeNamedSideBySide() {
        Snapshot offers = new Snapshot(List.of(offer("a", "Pulsar", 1, 1), offer("b", "Quasar", 1, 1)));
        RouteRequest either = request(GpuRequest.builder().type("Magnetar|quasar"));
        Decision decision = Router.standard().route(either, offers);

        assertThat(decision.chosen().orElseThrow().id()).isEqualTo("b");
        assertThat(decision.rejections()).extracting(Rejection::reason).containsExactly(Reason.GPU_TYPE);
    }

    @Test
    void whatIsChosenStandsFirstInTheOrderThatIsExplained() {
        Random random = new Random(3);
        DemandForecast forecast = new DemandForecast(List.of(
                new DemandForecast.Expected(ONE, 5),
                new DemandForecast.Expected(EIGHT, 1),
                new DemandForecast.Expected(ONE_PULSAR, 2)));
        for (int i = 0; i < 500; i++) {
            List<Offer> offers = new ArrayList<>();
            for (int n = 0; n < 6; n++) {
                int total = 1 << random.nextInt(4);
                offers.add(
                        offer("n" + n, random.nextBoolean() ? "Pulsar" : "Quasar", total, random.nextInt(total + 1)));
            }
            Snapshot snapshot = new Snapshot(offers).expecting(forecast);
            Decision decision = Router.standard().route(ONE, snapshot);
            Scarcity scarcity = snapshot.scarcity();
            List<Double> costs = new ArrayList<>();
            decision.chosen()
                    .filter(o -> decision.outcome() == Outcome.PLACED)
                    .ifPresent(o -> costs.add(cost(o, snapshot)));
            decision.outranked().forEach(o -> costs.add(cost(o, snapshot)));

            assertThat(costs).isSorted();
            assertThat(scarcity.isKnown()).isTrue();
        }
    }

    @Test
    void aChangedSnapshotCountsAsOneBuiltAnew() {
        DemandForecast forecast =
                new DemandForecast(List.of(new DemandForecast.Expected(ONE, 5), new DemandForecast.Expected(EIGHT, 1)));
        Offer a = offer("a", "Pulsar", 8, 8);
        Offer b = offer("b", "Quasar", 4, 3);
        Snapshot anew = new Snapshot(List.of(a.withFree(7), b)).expecting(forecast);
        Snapshot changed = new Snapshot(List.of(a)).expecting(forecast).with(b).with(a.withFree(7));

        assertThat(changed).isEqualTo(anew);
        assertThat(cost(b, changed)).isEqualTo(cost(b, anew)).isPositive();
        assertThat(cost(b, changed.without("a"))).isGreaterThan(cost(b, changed));
    }

    @Test
    void aKindThatNeverComesIsNotExpected() {
        assertThatThrownBy(() -> new DemandForecast.Expected(ONE, 0)).hasMessageContaining("0 times");
    }

    private static double cost(Offer offer, Snapshot snapshot) {
        return snapshot.scarcity()
                .cost(
                        snapshot.inventory().dictionary().gpuOf(offer),
                        offer.gpus().total(),
                        offer.gpus().free(),
                        1);
    }

    private static String chosen(RouteRequest request, Snapshot snapshot) {
        return Router.standard().route(request, snapshot).chosen().orElseThrow().id();
    }

    private static RouteRequest request(GpuRequest.Builder gpu) {
        return new RouteRequest(WorkloadType.BATCH, gpu.build(), RoutePreferences.NONE);
    }

    private static Offer offer(String id, String model, int total, int free) {
        GpuModel gpu = new GpuModel(model, "Acme", model, GpuClass.DATACENTER, 24L << 30);
        return new Offer(
                id, OfferSource.LIVE, id, gpu, new GpuCapacity(total, free), "", Usd.ofDollars(1), 1L << 40, false);
    }
}
