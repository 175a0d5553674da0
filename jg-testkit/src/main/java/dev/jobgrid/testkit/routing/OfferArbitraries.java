package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Precision;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Timing;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates offers and requests from a few models, regions and prices, so that they often match, often miss by one
 * constraint, and often tie. Edge cases are left out: in so small a world they are no rarer than the rest.
 */
public final class OfferArbitraries {
    private static final long GIB = 1L << 30;

    private OfferArbitraries() {}

    /** Up to eight offers with ids of their own, in any order; possibly none. Often all alike but for their capacity. */
    public static Arbitrary<List<Offer>> offers() {
        Arbitrary<List<Offer>> alike = offer().flatMap(
                        one -> list(Combinators.combine(ids(), capacities()).as((id, gpus) -> alike(one, id, gpus))));
        return Arbitraries.oneOf(list(offer()), alike).withoutEdgeCases();
    }

    /** One offer of one to eight GPUs, any number of them free. */
    public static Arbitrary<Offer> offer() {
        return Combinators.combine(
                        ids(),
                        Arbitraries.of(OfferSource.values()),
                        models(),
                        capacities(),
                        Arbitraries.of(
                                "us-east-1", "US East", "use1", "us-west-2", "europe-west4", "EU-RO-1", "rack-7", ""),
                        rates(),
                        Combinators.combine(
                                        Arbitraries.of(0L, 50 * GIB, 100 * GIB, 500 * GIB),
                                        Arbitraries.of(0, 0, 0, 90, 600).map(Duration::ofSeconds))
                                .as(Tuple::of))
                .as((id, source, model, gpus, region, rate, rest) -> new Offer(
                        id, source, "node-" + id, model, gpus, region, rate, rest.get1(), false, rest.get2()));
    }

    /** A request of any workload, with any of the wishes that a client can have. */
    public static Arbitrary<RouteRequest> requests() {
        return Combinators.combine(Arbitraries.of(WorkloadType.values()), gpuRequests(), preferences(), timings())
                .as(RouteRequest::new)
                .withoutEdgeCases();
    }

    /** GPU requirements. */
    public static Arbitrary<GpuRequest> gpuRequests() {
        return Combinators.combine(
                        sizes(),
                        Arbitraries.of(1, 1, 2, 4, 6).optional(0.5),
                        Arbitraries.of("L4", "nvidia l4", "A100", "a100-80gb", "h100-sxm", "4090", "Acme Pulsar 9")
                                .optional(0.15),
                        Arbitraries.of("nvidia", "AMD").optional(0.15),
                        Arbitraries.of(GpuClass.values()).optional(0.15),
                        families(),
                        Arbitraries.of(20 * GIB, 80 * GIB, 200 * GIB).optional(0.2))
                .as((size, count, type, vendor, gpuClass, families, disk) -> new GpuRequest(
                        true,
                        size,
                        count.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                        type,
                        vendor,
                        gpuClass,
                        families,
                        disk.map(OptionalLong::of).orElseGet(OptionalLong::empty)));
    }

    /** How long a job may be expected to wait and to run: known for no model, for some or for all. */
    public static Arbitrary<Timing> timings() {
        Arbitrary<Duration> runtimes = Arbitraries.of(1, 40, 600, 3_600, 86_400).map(Duration::ofSeconds);
        Arbitrary<Duration> waits = Arbitraries.of(0, 0, 5, 300).map(Duration::ofSeconds);
        Arbitrary<Timing.OnGpu> known =
                Combinators.combine(runtimes.optional(0.7), waits, waits).as(Timing.OnGpu::new);
        Arbitrary<String> names =
                Arbitraries.of("NVIDIA T4", "NVIDIA L4", "NVIDIA A100 80GB", "NVIDIA H100 SXM", "AMD Instinct MI300X");
        return Combinators.combine(runtimes, Arbitraries.maps(names, known).ofMaxSize(5))
                .as(Timing::new);
    }

    /** Routing preferences. */
    public static Arbitrary<RoutePreferences> preferences() {
        return Combinators.combine(
                        Arbitraries.of(OptimizeFor.values()).optional(0.5),
                        Arbitraries.of(Priority.values()).optional(0.4),
                        Arbitraries.of(Level.values()).optional(0.5),
                        Arbitraries.of(Level.values()).optional(0.5),
                        Arbitraries.of("us", "us-east", "us_east_1", "EU", "eu-west", "rack 7")
                                .optional(0.4),
                        Arbitraries.of(RegionMode.values()),
                        Arbitraries.of(1_000_000L, 1_800_000L, 3_200_000L, 10_000_000L, 40_000_000L)
                                .map(Usd::new)
                                .optional(0.3))
                .as(RoutePreferences::new);
    }

    private static Arbitrary<List<Offer>> list(Arbitrary<Offer> offer) {
        return offer.list().ofMaxSize(8).uniqueElements(Offer::id);
    }

    static Offer alike(Offer one, String id, GpuCapacity gpus) {
        return new Offer(
                id,
                one.source(),
                one.node(),
                one.gpu(),
                gpus,
                one.region(),
                one.gpuHourlyRate(),
                one.freeDiskBytes(),
                one.simulated(),
                one.start());
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.integers().between(1, 40).map(number -> "offer-" + number);
    }

    private static Arbitrary<GpuModel> models() {
        GpuModel unknown =
                GpuCatalog.builtIn().describe("Acme Pulsar 9", 32 * GIB).model();
        return Arbitraries.of("T4", "L4", "4090", "A100 40GB", "A100 80GB", "H100 SXM", "MI300X")
                .map(name -> GpuCatalog.builtIn().find(name).orElseThrow().model())
                .flatMap(known -> Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.just(known)), Tuple.of(1, Arbitraries.just(unknown))));
    }

    private static Arbitrary<GpuCapacity> capacities() {
        return Arbitraries.of(1, 2, 4, 8)
                .flatMap(total -> Arbitraries.integers().between(0, total).map(free -> new GpuCapacity(total, free)));
    }

    private static Arbitrary<Usd> rates() {
        Arbitrary<Long> few = Arbitraries.of(0L, 800_000L, 800_001L, 1_800_000L, 9_000_000_000_000L);
        return Arbitraries.oneOf(few, Arbitraries.longs().between(300_000, 4_000_000))
                .map(Usd::new);
    }

    private static Arbitrary<ModelSize> sizes() {
        return Combinators.combine(
                        Arbitraries.of(1, 1, 7, 7, 14, 26, 70, 800)
                                .map(gigabytes -> gigabytes * 1_000_000_000L)
                                .optional(0.6),
                        Arbitraries.of(1, 8, 64).optional(0.3),
                        Arbitraries.of(Precision.values()).optional(0.3))
                .as((bytes, batch, precision) -> new ModelSize(
                        bytes.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                        batch.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                        precision));
    }

    private static Arbitrary<GpuRequest.Families> families() {
        Arbitrary<Optional<String>> preferred =
                Arbitraries.of("ada", "Hopper", "A100", "GeForce", "CDNA 3").optional(0.3);
        Arbitrary<List<String>> avoided = Arbitraries.of("Turing", "ampere", "RTX", "MI300")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
        return Combinators.combine(preferred, avoided.optional(0.25))
                .as((wanted, refused) -> new GpuRequest.Families(wanted, refused.orElse(List.of())));
    }
}
