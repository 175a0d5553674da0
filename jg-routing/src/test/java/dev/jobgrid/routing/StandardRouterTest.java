package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StandardRouterTest {
    private static final long GIB = 1L << 30;
    private static final Offer T4 = offer("t4", "T4", 4, "us-east-1");
    private static final Offer L4 = offer("l4", "L4", 4, "us-east-1");
    private static final Offer A100 = offer("a100", "A100 80GB", 8, "eu-west-1");
    private static final Offer H100 = offer("h100", "H100 SXM", 8, "us-west-2");
    private static final Offer RTX = offer("rtx", "4090", 2, "");
    private static final Offer MI300X = offer("mi300x", "MI300X", 8, "eu-west-1");
    private static final Snapshot ALL = new Snapshot(List.of(T4, L4, A100, H100, RTX, MI300X));

    @Test
    void withoutOffersNothingIsPossible() {
        Decision decision = route(g -> g, p -> p, Snapshot.EMPTY);

        assertThat(decision.outcome()).isEqualTo(Outcome.UNSATISFIABLE);
        assertThat(decision.chosen()).isEmpty();
        assertThat(decision.candidates()).isZero();
    }

    @Test
    void theQuickstartModelGoesToAnL4() {
        Snapshot onlyL4 = new Snapshot(List.of(L4));

        Decision decision = route(g -> g.model(ModelSize.ofGigabytes(7)), p -> p, onlyL4);

        assertThat(decision.outcome()).isEqualTo(Outcome.PLACED);
        assertThat(decision.chosen()).contains(L4);
        assertThat(decision.demand().gpus()).isOne();
        assertThat(decision.demand().memoryPerGpuBytes()).isBetween(7_000_000_000L, 24 * GIB);
    }

    @Test
    void eachCheckTurnsDownForItsOwnReason() {
        assertThat(rejected(g -> g.vendor("amd"), p -> p, L4)).isEqualTo(Reason.VENDOR);
        assertThat(rejected(g -> g.type("L40S"), p -> p, L4)).isEqualTo(Reason.GPU_TYPE);
        assertThat(rejected(g -> g.gpuClass(GpuClass.CONSUMER), p -> p, L4)).isEqualTo(Reason.GPU_CLASS);
        assertThat(rejected(g -> g.families(avoid("Ada")), p -> p, L4)).isEqualTo(Reason.GPU_FAMILY);
        assertThat(rejected(g -> g.count(5), p -> p, L4)).isEqualTo(Reason.GPU_COUNT);
        assertThat(rejected(g -> g.model(ModelSize.ofGigabytes(24)), p -> p, L4))
                .isEqualTo(Reason.GPU_MEMORY);
        assertThat(rejected(g -> g, p -> p.region("us-west", RegionMode.STRICT), L4))
                .isEqualTo(Reason.REGION);
        assertThat(rejected(g -> g.count(4), p -> p.maxPricePerHour(Usd.ofDollars(3.19)), L4))
                .isEqualTo(Reason.PRICE);
        assertThat(rejected(g -> g.diskBytes(101 * GIB), p -> p, L4)).isEqualTo(Reason.DISK);
        assertThat(rejected(g -> g.count(3), p -> p, L4.withFree(2))).isEqualTo(Reason.BUSY);
    }

    @Test
    void anOfferThatFailsEverythingIsTurnedDownByTheFirstCheckLeft() {
        UnaryOperator<GpuRequest.Builder> wrong =
                g -> g.count(9).diskBytes(1_000 * GIB).model(ModelSize.ofGigabytes(9_000));
        UnaryOperator<RoutePreferences.Builder> cheapAndFar =
                p -> p.maxPricePerHour(Usd.ZERO).region("mars", RegionMode.STRICT);

        assertThat(rejected(g -> wrong.apply(g).vendor("amd").type("H100"), cheapAndFar, L4))
                .isEqualTo(Reason.VENDOR);
        assertThat(rejected(g -> wrong.apply(g).type("H100").gpuClass(GpuClass.CONSUMER), cheapAndFar, L4))
                .isEqualTo(Reason.GPU_TYPE);
        assertThat(rejected(wrong, cheapAndFar, L4)).isEqualTo(Reason.GPU_COUNT);
        assertThat(rejected(g -> wrong.apply(g).count(4), cheapAndFar, L4)).isEqualTo(Reason.GPU_MEMORY);
        assertThat(rejected(g -> g.diskBytes(1_000 * GIB), cheapAndFar, L4)).isEqualTo(Reason.REGION);
    }

    @Test
    void theCapCountsAllGpusTogetherAndIsItselfAllowed() {
        Decision decision =
                route(g -> g.count(4), p -> p.maxPricePerHour(Usd.ofDollars(3.2)), new Snapshot(List.of(L4)));

        assertThat(decision.chosen()).contains(L4);
    }

    @Test
    void memoryThatIsJustEnoughIsEnough() {
        ModelSize seven = ModelSize.ofGigabytes(7);
        long needed = GpuSizing.memoryPerGpu(seven, WorkloadType.INFERENCE, 1);

        Offer enough = withMemory(L4, needed);

        assertThat(route(g -> g.model(seven), p -> p, new Snapshot(List.of(enough)))
                        .chosen())
                .contains(enough);
        assertThat(rejected(g -> g.model(seven), p -> p, withMemory(L4, needed - 1)))
                .isEqualTo(Reason.GPU_MEMORY);
    }

    @Test
    void theReasonIsPutIntoWordsThatNeverReadAlike() {
        Rejection memory = rejection(g -> g.model(ModelSize.ofGigabytes(24)), p -> p, L4);
        Rejection price = rejection(g -> g.count(4), p -> p.maxPricePerHour(Usd.ofDollars(2.5)), L4);
        Rejection busy = rejection(g -> g.count(2), p -> p, L4.withFree(1));

        assertThat(memory.needed()).isEqualTo("28.7 GiB per GPU");
        assertThat(memory.found()).isEqualTo("24.0 GiB per GPU");
        assertThat(price.needed()).isEqualTo("at most $2.50 an hour");
        assertThat(price.found()).isEqualTo("$3.20 an hour");
        assertThat(busy.needed()).isEqualTo("2 GPUs free");
        assertThat(busy.found()).isEqualTo("1 of 4 free for it");
    }

    @Test
    void costTakesTheLowestExpectedCostAndSpeedTheEarliestEnd() {
        // Where nothing is known runtimes follow from speed. Dollars an hour per thousand of speed: MI300X 1.73, 4090
        // 2.01,
        // H100 3.00, A100 4.11, T4 4.43, L4 7.62.
        assertThat(best(p -> p.optimizeFor(OptimizeFor.COST))).isEqualTo(MI300X);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.SPEED))).isEqualTo(MI300X);
        // 35 cents for an hour are less than $2.50 for 20 minutes.
        Timing known = timing("AMD Instinct MI300X", 20, 0, "NVIDIA T4", 60, 0);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.COST), known)).isEqualTo(T4);
        assertThat(best(p -> p.priority(Priority.LOW_COST), known)).isEqualTo(T4);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.COST).priority(Priority.LOW_LATENCY), known))
                .isEqualTo(T4);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.SPEED), known)).isEqualTo(MI300X);
        assertThat(best(p -> p.priority(Priority.LOW_LATENCY), known)).isEqualTo(MI300X);
    }

    @Test
    void theWaitForTheStartCountsForCompletionAndCostsNothing() {
        Timing known = timing("AMD Instinct MI300X", 20, 60, "NVIDIA H100 SXM", 70, 0);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.SPEED), known)).isEqualTo(H100);
        assertThat(best(p -> p.optimizeFor(OptimizeFor.COST), known)).isEqualTo(MI300X);

        Offer slowToStart = with(MI300X, "managed", OfferSource.MANAGED);
        Snapshot offers = new Snapshot(List.of(H100, slowToStart));
        assertThat(chosen(p -> p.optimizeFor(OptimizeFor.SPEED), timing("AMD Instinct MI300X", 58, 0), offers))
                .isEqualTo(H100);
        assertThat(chosen(p -> p.optimizeFor(OptimizeFor.SPEED), timing("AMD Instinct MI300X", 56, 0), offers))
                .isEqualTo(slowToStart);
    }

    @Test
    void ifAllAreBusyTheWaitInTheQueueCounts() {
        Snapshot busy = new Snapshot(List.of(H100.withFree(0), T4.withFree(0)));
        Timing queue = new Timing(
                Duration.ofMinutes(1),
                Map.of(H100.gpu().name(), new Timing.OnGpu(Optional.empty(), Duration.ZERO, Duration.ofHours(1))));

        assertThat(chosen(p -> p.optimizeFor(OptimizeFor.SPEED), queue, busy)).isEqualTo(T4.withFree(0));
        assertThat(chosen(p -> p.optimizeFor(OptimizeFor.SPEED), queue, new Snapshot(List.of(H100, T4))))
                .isEqualTo(H100);
    }

    @Test
    void balancedTakesTheLowestCostTimesCompletionUnlessALevelTipsIt() {
        // For 40 minutes on the H100 $2.00, for 120 on the L4 $1.60: times the minutes 80 and 192.
        Timing known = timing("NVIDIA H100 SXM", 40, 0, "NVIDIA L4", 120, 0);
        Snapshot offers = new Snapshot(List.of(H100, L4));
        UnaryOperator<RoutePreferences.Builder> thrifty =
                p -> p.costPriority(Level.HIGH).latencyPriority(Level.LOW);

        assertThat(chosen(p -> p, known, offers)).isEqualTo(H100);
        assertThat(chosen(p -> p.costPriority(Level.HIGH), known, offers)).isEqualTo(H100);
        // To the fourth 16 against 6.6, times the minutes 640 and 786.
        assertThat(chosen(thrifty, known, offers)).isEqualTo(H100);
        assertThat(chosen(thrifty, timing("NVIDIA H100 SXM", 40, 0, "NVIDIA L4", 100, 0), offers))
                .isEqualTo(L4);
    }

    @Test
    void whatIsNearerThanAQuarterOfAPercentIsEqualAndTheCheaperComesFirst() {
        Offer cheaper = with(priced(L4, 800_000), "z", OfferSource.LIVE);
        Offer dearer = with(priced(L4, 800_001), "a", OfferSource.LIVE);

        assertThat(chosen(p -> p, Timing.UNKNOWN, new Snapshot(List.of(dearer, cheaper))))
                .isEqualTo(cheaper);
    }

    @Test
    void trainingGoesByItsOwnSpeed() {
        // The L40S computes more, the A100 reads weights faster.
        Offer l40s = offer("l40s", "L40S", 1, "");
        Offer a100 = offer("a100-40", "A100 40GB", 1, "");
        RoutePreferences fast =
                RoutePreferences.builder().optimizeFor(OptimizeFor.SPEED).build();
        Snapshot offers = new Snapshot(List.of(l40s, a100));

        assertThat(Router.standard()
                        .route(new RouteRequest(WorkloadType.TRAINING, GpuRequest.NONE, fast), offers)
                        .chosen())
                .contains(l40s);
        assertThat(Router.standard()
                        .route(new RouteRequest(WorkloadType.INFERENCE, GpuRequest.NONE, fast), offers)
                        .chosen())
                .contains(a100);
    }

    @Test
    void twoLevelsApartTheHigherSideCountsToTheFourth() {
        // An L4 has 1.33 times the speed of a T4, so it costs that much less for its price: to the fifth 4.15.
        Offer dearer = priced(L4, 4_100_000);
        Offer tooDear = priced(L4, 4_200_000);
        Offer plain = priced(T4, 1_000_000);
        UnaryOperator<RoutePreferences.Builder> hurry =
                p -> p.latencyPriority(Level.HIGH).costPriority(Level.LOW);

        assertThat(route(g -> g, hurry, new Snapshot(List.of(dearer, plain))).chosen())
                .contains(dearer);
        assertThat(route(g -> g, hurry, new Snapshot(List.of(tooDear, plain))).chosen())
                .contains(plain);
    }

    @Test
    void highReliabilityPutsLiveServerHardwareFirst() {
        Offer managed = with(T4, "managed", OfferSource.MANAGED);
        Snapshot offers = new Snapshot(List.of(RTX, managed, A100));

        Decision decision =
                route(g -> g, p -> p.priority(Priority.HIGH_RELIABILITY).optimizeFor(OptimizeFor.COST), offers);

        assertThat(decision.chosen()).contains(A100);
        assertThat(decision.outranked()).containsExactly(managed, RTX);
    }

    @Test
    void whatIsThereComesBeforeWhatHasToBeProvisioned() {
        Offer managed = with(L4, "a-managed", OfferSource.MANAGED);

        assertThat(route(g -> g, p -> p, new Snapshot(List.of(managed, L4))).chosen())
                .contains(L4);
    }

    @Test
    void aPreferredRegionComesBeforePriceAndIsGivenUpWithAWord() {
        Decision met = route(g -> g, p -> p.optimizeFor(OptimizeFor.COST).region("us-east", RegionMode.PREFER), ALL);
        Decision given = route(g -> g, p -> p.region("ap", RegionMode.PREFER), ALL);

        assertThat(met.chosen()).contains(T4);
        assertThat(met.relaxed()).isEmpty();
        assertThat(given.outcome()).isEqualTo(Outcome.PLACED);
        assertThat(given.relaxed()).containsExactly(Relaxation.REGION_PREFERENCE);
    }

    @Test
    void thePreferredRegionWeighsMoreThanThePreferredFamily() {
        GpuRequest.Families hopper = new GpuRequest.Families(Optional.of("hopper"), List.of());

        Decision both = route(g -> g.families(hopper), p -> p.region("us", RegionMode.PREFER), ALL);
        Decision torn = route(g -> g.families(hopper), p -> p.region("eu", RegionMode.PREFER), ALL);

        assertThat(both.chosen()).contains(H100);
        assertThat(both.relaxed()).isEmpty();
        assertThat(torn.chosen()).contains(MI300X);
        assertThat(torn.relaxed()).containsExactly(Relaxation.PREFERRED_GPU_FAMILY);
    }

    @Test
    void theTightestFitLeavesRoomForLargerWork() {
        Offer tight = with(L4, "z-tight", OfferSource.LIVE).withFree(2);

        assertThat(route(g -> g.count(2), p -> p, new Snapshot(List.of(L4, tight)))
                        .chosen())
                .contains(tight);
    }

    @Test
    void amongEqualsTheIdDecides() {
        Offer first = with(L4, "a", OfferSource.LIVE);

        assertThat(route(g -> g, p -> p, new Snapshot(List.of(L4, first))).chosen())
                .contains(first);
    }

    @Test
    void ifAllAreBusyTheBestOneIsNamedAndListed() {
        Offer empty = with(L4, "a-empty", OfferSource.LIVE).withFree(0);
        Offer nearly = L4.withFree(1);

        Decision decision = route(g -> g.count(2), p -> p, new Snapshot(List.of(empty, nearly)));

        assertThat(decision.outcome()).isEqualTo(Outcome.BUSY);
        assertThat(decision.chosen()).contains(nearly);
        assertThat(decision.rejections()).extracting(Rejection::reason).containsOnly(Reason.BUSY);
        assertThat(decision.candidates()).isEqualTo(2);
    }

    @Test
    void aFreeOfferBeatsABetterBusyOne() {
        Decision decision =
                route(g -> g, p -> p.optimizeFor(OptimizeFor.SPEED), new Snapshot(List.of(H100.withFree(0), T4)));

        assertThat(decision.chosen()).contains(T4);
        assertThat(decision.candidates()).isEqualTo(2);
    }

    @Test
    void pricesBeyondAllReasonAreComparedToo() {
        Offer dear =
                new Offer("dear", OfferSource.LIVE, "n", L4.gpu(), L4.gpus(), "", new Usd(Long.MAX_VALUE), GIB, false);

        Decision decision = route(
                g -> g.count(4),
                p -> p.costPriority(Level.HIGH).latencyPriority(Level.LOW),
                new Snapshot(List.of(dear, T4)));
        Rejection capped = rejection(g -> g.count(4), p -> p.maxPricePerHour(Usd.ofDollars(8e12)), dear);

        assertThat(decision.chosen()).contains(T4);
        assertThat(decision.outranked()).containsExactly(dear);
        assertThat(capped.reason()).isEqualTo(Reason.PRICE);
    }

    private static Decision route(
            UnaryOperator<GpuRequest.Builder> gpu,
            UnaryOperator<RoutePreferences.Builder> preferences,
            Snapshot offers) {
        RouteRequest request = new RouteRequest(
                WorkloadType.INFERENCE,
                gpu.apply(GpuRequest.builder()).build(),
                preferences.apply(RoutePreferences.builder()).build());
        return Router.standard().route(request, offers);
    }

    private static Offer best(UnaryOperator<RoutePreferences.Builder> preferences) {
        return route(g -> g, preferences, ALL).chosen().orElseThrow();
    }

    private static Offer best(UnaryOperator<RoutePreferences.Builder> preferences, Timing timing) {
        return chosen(preferences, timing, ALL);
    }

    private static Offer chosen(UnaryOperator<RoutePreferences.Builder> preferences, Timing timing, Snapshot offers) {
        RouteRequest request = new RouteRequest(
                WorkloadType.INFERENCE,
                GpuRequest.NONE,
                preferences.apply(RoutePreferences.builder()).build(),
                timing);
        return Router.standard().route(request, offers).chosen().orElseThrow();
    }

    /** An hour on an H100; on these models so many minutes, after a start of so many. */
    private static Timing timing(Object... known) {
        Map<String, Timing.OnGpu> onGpus = new HashMap<>();
        for (int i = 0; i < known.length; i += 3) {
            Duration run = Duration.ofMinutes((Integer) known[i + 1]);
            Duration start = Duration.ofMinutes((Integer) known[i + 2]);
            onGpus.put((String) known[i], new Timing.OnGpu(Optional.of(run), start, Duration.ZERO));
        }
        return new Timing(Duration.ofHours(1), onGpus);
    }

    private static Rejection rejection(
            UnaryOperator<GpuRequest.Builder> gpu, UnaryOperator<RoutePreferences.Builder> preferences, Offer offer) {
        List<Rejection> rejections =
                route(gpu, preferences, new Snapshot(List.of(offer))).rejections();
        assertThat(rejections).hasSize(1);
        return rejections.get(0);
    }

    private static Reason rejected(
            UnaryOperator<GpuRequest.Builder> gpu, UnaryOperator<RoutePreferences.Builder> preferences, Offer offer) {
        return rejection(gpu, preferences, offer).reason();
    }

    private static GpuRequest.Families avoid(String family) {
        return new GpuRequest.Families(Optional.empty(), List.of(family));
    }

    private static Offer offer(String id, String model, int gpus, String region) {
        GpuCatalog.Entry entry = GpuCatalog.builtIn().find(model).orElseThrow();
        return new Offer(
                id,
                OfferSource.LIVE,
                "node-" + id,
                entry.model(),
                new GpuCapacity(gpus, gpus),
                region,
                entry.hourlyRate(),
                100 * GIB,
                false);
    }

    private static Offer with(Offer offer, String id, OfferSource source) {
        return copy(offer, id, source, offer.gpu(), offer.gpuHourlyRate());
    }

    private static Offer priced(Offer offer, long micros) {
        return copy(offer, offer.id(), offer.source(), offer.gpu(), new Usd(micros));
    }

    private static Offer withMemory(Offer offer, long bytes) {
        GpuModel model =
                GpuCatalog.builtIn().describe(offer.gpu().name(), bytes).model();
        return copy(offer, offer.id(), offer.source(), model, offer.gpuHourlyRate());
    }

    private static Offer copy(Offer offer, String id, OfferSource source, GpuModel model, Usd rate) {
        return new Offer(
                id,
                source,
                offer.node(),
                model,
                offer.gpus(),
                offer.region(),
                rate,
                offer.freeDiskBytes(),
                offer.simulated());
    }
}
