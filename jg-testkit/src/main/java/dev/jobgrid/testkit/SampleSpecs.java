package dev.jobgrid.testkit;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.GpuRequest.Families;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Precision;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Job specs within all published limits. */
public final class SampleSpecs {
    private static final Set<Part> NEED_NOTHING_ELSE =
            EnumSet.complementOf(EnumSet.of(Part.INPUTS, Part.TEMPLATE, Part.MOUNTS));
    private static final List<String> IMAGES = List.of(
            "pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime",
            "registry.example.com:5000/team/app:1.2",
            "vllm/vllm-openai",
            "ghcr.io/acme/train@sha256:" + "0a".repeat(32));
    private static final List<String> GPUS = List.of("L4", "NVIDIA GeForce RTX 4090", "h100-sxm");

    /** Optional parts of a spec beyond the three required fields and a GPU. */
    public enum Part {
        /** The client's own id. */
        ID,
        /** A command. */
        COMMAND,
        /** Variables, their values with any characters. */
        ENVIRONMENT,
        /** Ids of inputs and scripts, which must exist. */
        INPUTS,
        /** Expected artifacts. */
        EXPECTED_ARTIFACTS,
        /** Further GPU requirements. */
        GPU,
        /** Routing preferences. */
        ROUTE,
        /** A callback, with a token or without. */
        CALLBACK,
        /** Nested metadata. */
        METADATA,
        /** A timeout. */
        TIMEOUT,
        /** A template's slug, which must exist. */
        TEMPLATE,
        /** Names of mounts, which a node must have. */
        MOUNTS
    }

    private SampleSpecs() {}

    /** Specs that a grid without inputs and templates, with any GPU, accepts. */
    public static Arbitrary<JobSpec> valid() {
        return of(NEED_NOTHING_ELSE);
    }

    /** Specs with any parts; shrink to ones with few. */
    public static Arbitrary<JobSpec> any() {
        return of(EnumSet.allOf(Part.class));
    }

    private static Arbitrary<JobSpec> of(Set<Part> parts) {
        return Combinators.combine(
                        Arbitraries.of(parts).set(), Arbitraries.longs().withoutEdgeCases())
                .as((some, seed) -> of(some, new Random(seed)));
    }

    /** A spec with any parts. */
    public static JobSpec any(Random random) {
        Set<Part> parts = EnumSet.allOf(Part.class);
        parts.removeIf(part -> random.nextBoolean());
        return of(parts, random);
    }

    /** A spec with these parts. The same seed and parts give the same spec. */
    public static JobSpec of(Set<Part> parts, Random random) {
        RandomValues dice = new RandomValues(random);
        JobSpec.Builder spec = JobSpec.builder(name(dice), dice.pick(IMAGES), dice.pick(WorkloadType.class))
                .gpu(GpuRequest.builder().required(true).build());
        // In the order of the enum, so that a seed stays valid.
        for (Part part : Part.values()) {
            if (parts.contains(part)) {
                add(part, spec, dice);
            }
        }
        JobFiles files = new JobFiles(
                parts.contains(Part.INPUTS)
                        ? dice.many(dice.number(1, 3), () -> new InputId("inp_" + dice.hex(16)))
                        : List.of(),
                parts.contains(Part.INPUTS) && dice.coin() ? List.of(new InputId("inp_" + dice.hex(16))) : List.of(),
                parts.contains(Part.EXPECTED_ARTIFACTS) ? artifacts(dice) : List.of(),
                parts.contains(Part.MOUNTS) ? dice.many(dice.number(1, 3), () -> "data-" + dice.hex(8)) : List.of());
        return spec.files(files).build();
    }

    /** A name is one line. */
    private static String name(RandomValues dice) {
        return dice.text().replaceAll("[\\t\u2028]", " ");
    }

    private static void add(Part part, JobSpec.Builder spec, RandomValues dice) {
        switch (part) {
            case ID -> spec.id(new JobId(dice.word() + "-" + dice.hex(12) + "." + dice.word()));
            case COMMAND -> spec.command(new Command(dice.word(), dice.many(dice.number(0, 4), dice::text)));
            case ENVIRONMENT -> spec.environment(new Environment(named(dice, 5)));
            case INPUTS, EXPECTED_ARTIFACTS, MOUNTS -> {} // together, above
            case GPU -> spec.gpu(gpu(dice));
            case ROUTE -> spec.route(route(dice));
            case CALLBACK -> spec.callback(callback(dice));
            case METADATA -> spec.metadata(RandomMetadata.draw(dice));
            case TIMEOUT -> spec.timeout(Duration.ofSeconds(dice.number(1, 604_800)));
            case TEMPLATE -> spec.template(dice.word());
        }
    }

    private static List<String> artifacts(RandomValues dice) {
        return dice.many(dice.number(1, 4), () -> "/workspace/artifacts/" + dice.word() + "/" + dice.hex(8) + ".bin");
    }

    private static Map<String, String> named(RandomValues dice, int max) {
        Map<String, String> values = new LinkedHashMap<>();
        Collections.nCopies(dice.number(1, max), "").forEach(none -> values.put(dice.word(), dice.text()));
        return values;
    }

    private static GpuRequest gpu(RandomValues dice) {
        ModelSize model = new ModelSize(
                dice.coin() ? OptionalLong.of(dice.big(1L << 40)) : OptionalLong.empty(),
                dice.coin() ? OptionalInt.of(dice.number(1, 512)) : OptionalInt.empty(),
                dice.maybe(() -> dice.pick(Precision.class)));
        return new GpuRequest(
                dice.coin(),
                model,
                OptionalInt.of(dice.number(1, 8)),
                dice.maybe(() -> dice.pick(GPUS)),
                dice.maybe(() -> "nvidia"),
                dice.maybe(() -> dice.pick(GpuClass.class)),
                dice.coin() ? Families.ANY : new Families(dice.maybe(() -> "hopper"), List.of("ada", "turing")),
                dice.coin() ? OptionalLong.of(dice.big(1L << 42)) : OptionalLong.empty());
    }

    private static RoutePreferences route(RandomValues dice) {
        return new RoutePreferences(
                dice.maybe(() -> dice.pick(OptimizeFor.class)),
                dice.maybe(() -> dice.pick(Priority.class)),
                dice.maybe(() -> dice.pick(Level.class)),
                dice.maybe(() -> dice.pick(Level.class)),
                dice.maybe(() -> "eu-west"),
                dice.pick(RegionMode.class),
                dice.maybe(() -> new Usd(dice.big(100_000_000))));
    }

    private static CallbackTarget callback(RandomValues dice) {
        return new CallbackTarget(
                "https://hooks.example.com/" + dice.word() + "?sig=" + dice.hex(8),
                dice.maybe(() -> new Secret(dice.hex(32))),
                dice.coin() ? named(dice, 4) : Map.of());
    }
}
