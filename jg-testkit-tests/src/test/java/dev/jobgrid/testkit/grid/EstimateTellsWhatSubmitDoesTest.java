package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * An estimate says that a draft can be submitted if, and only if, a submit of it at the same moment is taken; and if not, the
 * first thing that it names is what the submit is refused for.
 */
class EstimateTellsWhatSubmitDoesTest {
    private static final GpuModel SMALL = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final GpuModel LARGE =
            new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
    private static final InputId READY = new InputId("inp_ready");
    private static final InputId OPEN = new InputId("inp_open");
    private static final String ACCEPTED = "accepted";

    @Test
    void estimateAndSubmitAgreeForRandomDraftsAndStates() {
        Set<String> seen = new HashSet<>();
        LongStream.range(0, 120).forEach(seed -> new World(seed).live(seen));

        assertThat(seen)
                .as("answers that were looked at")
                .contains(
                        ACCEPTED,
                        ErrorCode.INVALID_REQUEST.name(),
                        ErrorCode.CONFLICT.name(),
                        ErrorCode.INSUFFICIENT_FUNDS.name(),
                        ErrorCode.JOB_INPUT_NOT_FOUND.name(),
                        ErrorCode.JOB_INPUT_NOT_READY.name(),
                        ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED.name(),
                        ErrorCode.ACCELERATOR_REQUIREMENT_UNSPECIFIED.name(),
                        ErrorCode.INVALID_EXPECTED_ARTIFACT.name(),
                        ErrorCode.USER_CONCURRENT_LIMIT.name(),
                        ErrorCode.QUEUE_SATURATED.name());
    }

    /** A grid of some kind, to which drafts of all kinds come. */
    private static final class World {
        private final Random random;
        private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        private final MemoryStorage storage = new MemoryStorage(clock);
        private final String about;
        private final JobGrid grid;
        private final boolean pays;

        World(long seed) {
            random = new Random(seed);
            about = "seed " + seed + ", draft ";
            pays = random.nextBoolean();
            grid = grid();
            grid.templates()
                    .put(new JobTemplate(
                            "known",
                            JobSpec.draft()
                                    .image(pick("acme/app:1-cuda", "python:3"))
                                    .workloadType(WorkloadType.BATCH)
                                    .build()));
            storage.inputs().create(input(READY, "a", InputStatus.UPLOADED));
            storage.inputs().create(input(OPEN, "b", InputStatus.PENDING));
        }

        private JobGrid grid() {
            GridSettings.Work work = GridSettings.DEFAULT.work();
            AdmissionLimits limits = AdmissionLimits.NONE;
            if (random.nextInt(3) == 0) {
                limits = limits.withConcurrentJobs(2);
            }
            if (random.nextInt(4) == 0) {
                limits = limits.withQueuedJobs(3);
            }
            if (random.nextInt(4) == 0) {
                limits = limits.withImages("acme/*");
            }
            JobGridBuilder builder = JobGrid.builder()
                    .storage(storage)
                    .executor(new ScriptedExecutor(clock, nodes(), run -> RunScript.prints()))
                    .settings(GridSettings.DEFAULT.withWork(new GridSettings.Work(
                            random.nextInt(5) == 0 ? 1 : 0,
                            random.nextInt(4) == 0,
                            work.unplaceableTimeout(),
                            work.rules())))
                    .admission(AdmissionPolicy.of(limits))
                    .loops(new SteppedLoops(new Random(1)))
                    .clock(clock);
            if (pays) {
                builder.credits(CreditPolicy.everyone());
            }
            return builder.build();
        }

        private List<GpuNode> nodes() {
            return switch (random.nextInt(5)) {
                case 0 -> List.of();
                case 1 -> List.of(node("small", SMALL, "eu-west"));
                case 2 ->
                    List.of(
                            node("small", SMALL, "eu-west"),
                            GpuNode.unknown(new NodeName("unknown"), "us-east", List.of()));
                default -> List.of(node("small", SMALL, "eu-west"), node("large", LARGE, "us-east"));
            };
        }

        private GpuNode node(String id, GpuModel model, String region) {
            List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(900_000), true));
            List<HostMount> mounts = List.of(
                    HostMount.readOnly("data", "/mnt/data"),
                    HostMount.writable("of-others", "/mnt/scratch", new WorkspaceId("others")));
            return new GpuNode(
                    new NodeName(id),
                    region,
                    devices,
                    1L << 40,
                    true,
                    random.nextBoolean() ? List.of("acme/app:1-cuda") : List.of(),
                    random.nextInt(3) == 0,
                    id.equals("small") ? mounts : List.of(),
                    Optional.empty());
        }

        private JobInput input(InputId id, String name, InputStatus status) {
            return new JobInput(
                    WorkspaceId.DEFAULT,
                    id,
                    new JobInput.InputFile(name, "text/plain", InputKind.INPUT),
                    status,
                    status == InputStatus.UPLOADED
                            ? Optional.of(new JobInput.Content(1, "00", id.value()))
                            : Optional.empty(),
                    "00",
                    clock.instant(),
                    clock.instant().plusSeconds(900));
        }

        void live(Set<String> seen) {
            for (int i = 0; i < 25; i++) {
                if (pays && random.nextInt(4) == 0) {
                    grid.credits().topUp(new Usd(1 + random.nextInt(3_000_000)), "top-up " + i);
                }
                seen.add(check(about + i, draft()));
            }
        }

        private String check(String what, Draft draft) {
            Estimate estimate = grid.estimate(draft);
            Optional<ErrorCode> foretold = estimate.screening().firstError().map(Check::code);
            Optional<JobGridException> refused = submit(draft);

            assertThat(foretold)
                    .as(what + ": " + draft + "\nwas foretold by " + estimate.screening() + "\nand answered by "
                            + refused.map(JobGridException::getMessage).orElse(ACCEPTED))
                    .isEqualTo(refused.map(JobGridException::code));
            return foretold.map(ErrorCode::name).orElse(ACCEPTED);
        }

        private Optional<JobGridException> submit(Draft draft) {
            try {
                grid.submit(draft, SubmitOptions.NONE);
                return Optional.empty();
            } catch (JobGridException e) {
                return Optional.of(e);
            }
        }

        private Draft draft() {
            JobSpec.Builder spec = JobSpec.draft().name(pick("job", "job", "job", "a\nb"));
            if (random.nextInt(4) == 0) {
                spec.template(pick("known", "unknown"));
            } else {
                spec.image(pick("acme/app:1-cuda", "acme/app:1-cuda", "acme/app", "python:3", "other/app:cuda", "NO"))
                        .workloadType(WorkloadType.values()[random.nextInt(WorkloadType.values().length)]);
            }
            if (random.nextInt(4) == 0) {
                spec.id(new JobId(pick("one", "two")));
            }
            if (random.nextInt(6) == 0) {
                InputId id = new InputId(pick(READY.value(), OPEN.value(), "inp_none"));
                spec.files(new JobFiles(List.of(id), List.of(), List.of(pick("out.txt", "out.txt", "../out"))));
            } else if (random.nextInt(6) == 0) {
                spec.files(JobFiles.NONE.mounts(pick("data", "data", "of-others", "none", "/etc")));
            }
            if (random.nextInt(8) == 0) {
                spec.callback(CallbackTarget.of(pick("https://example.com/done", "ftp://example.com")));
            }
            spec.gpu(gpu());
            spec.route(route());
            List<Check> problems =
                    random.nextInt(20) == 0 ? List.of(Check.invalid("env", "env is unreadable")) : List.of();
            return new Draft(spec.build(), problems, List.of());
        }

        private GpuRequest gpu() {
            GpuRequest.Builder gpu = GpuRequest.builder();
            return switch (random.nextInt(9)) {
                case 0 -> gpu.type("H100").build();
                case 1 -> gpu.type("H200").build();
                case 2 -> gpu.count(2).build();
                case 3 -> gpu.count(-1).build();
                case 4 -> gpu.required(true).build();
                case 5 -> gpu.diskBytes(1L << 50).build();
                default -> gpu.build();
            };
        }

        private RoutePreferences route() {
            RoutePreferences.Builder route = RoutePreferences.builder();
            return switch (random.nextInt(6)) {
                case 0 -> route.region("mars", RegionMode.STRICT).build();
                case 1 -> route.region("mars", RegionMode.PREFER).build();
                case 2 -> route.maxPricePerHour(new Usd(pick(1, 5_000_000))).build();
                default -> route.build();
            };
        }

        @SafeVarargs
        private <T> T pick(T... among) {
            return among[random.nextInt(among.length)];
        }
    }
}
