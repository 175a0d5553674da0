package dev.jobgrid.internal.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.Classification.Requirement;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.internal.templates.StoredTemplates;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.templates.JobTemplate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ScreenerTest {
    private static final WorkspaceId WORKSPACE = WorkspaceId.DEFAULT;
    private static final String CUDA = "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime";

    private final Map<InputId, JobInput> inputs = new HashMap<>();
    private final Screener screener = new Screener(
            GridSettings.DEFAULT,
            new HeldInputs(inputs),
            workspace -> new StoredTemplates(new NoTemplates(), workspace, GridSettings.DEFAULT.templates()));

    /** Inputs in a map. */
    private record HeldInputs(Map<InputId, JobInput> held) implements InputStore {
        @Override
        public boolean use(WorkspaceId workspace, Set<InputId> ids, Instant now) {
            return held.keySet().containsAll(ids);
        }

        @Override
        public void create(JobInput input) {
            held.put(input.id(), input);
        }

        @Override
        public boolean update(JobInput before, JobInput after) {
            return held.replace(before.id(), before, after);
        }

        @Override
        public Optional<JobInput> find(WorkspaceId workspace, InputId id) {
            return Optional.ofNullable(held.get(id)).filter(i -> i.workspace().equals(workspace));
        }

        @Override
        public List<JobInput> list(WorkspaceId workspace, int limit) {
            return held.values().stream().limit(limit).toList();
        }
    }

    /** None, and no room for any. */
    private static final class NoTemplates implements TemplateStore {
        @Override
        public boolean put(WorkspaceId workspace, JobTemplate template, int most) {
            return false;
        }

        @Override
        public Optional<JobTemplate> find(WorkspaceId workspace, String slug) {
            return Optional.empty();
        }

        @Override
        public List<JobTemplate> list(WorkspaceId workspace, int limit) {
            return List.of();
        }

        @Override
        public boolean remove(WorkspaceId workspace, String slug) {
            return false;
        }
    }

    private static JobSpec.Builder valid() {
        return JobSpec.builder("demo", CUDA, WorkloadType.BATCH).command("python", "x.py");
    }

    private List<Check> found(UnaryOperator<JobSpec.Builder> change) {
        return screener.forSubmit(WORKSPACE, Draft.of(change.apply(valid()).build()))
                .screening()
                .checks();
    }

    private static String times(int n) {
        return "x".repeat(n);
    }

    private static Map<String, String> entries(int n) {
        return IntStream.range(0, n).boxed().collect(Collectors.toMap(i -> "K" + i, i -> "v"));
    }

    private static CallbackTarget callback(String token, Map<String, String> metadata) {
        return new CallbackTarget("https://example.com/", Optional.of(new Secret(token)), metadata);
    }

    private record Bound(
            String what, UnaryOperator<JobSpec.Builder> within, UnaryOperator<JobSpec.Builder> over, String field) {}

    private static List<Bound> bounds() {
        return List.of(
                new Bound("name", b -> b.name(times(128)), b -> b.name(times(129)), "name"),
                new Bound(
                        "image length",
                        b -> b.image("cuda/" + times(507)),
                        b -> b.image("cuda/" + times(508)),
                        "image"),
                new Bound(
                        "image grammar",
                        b -> b.image("h.io:5000/a_b/cuda:T@sha256:" + "0".repeat(64)),
                        b -> b.image("A/B"),
                        "image"),
                new Bound("args", b -> b.command("x", many(256)), b -> b.command("x", many(257)), "args"),
                new Bound(
                        "command bytes",
                        b -> b.command("x", times(32 * 1024 - 1)),
                        b -> b.command("x", times(32 * 1024)),
                        "command"),
                new Bound("command NUL", b -> b.command("x", "a"), b -> b.command("x", "a\0"), "command"),
                new Bound(
                        "variables",
                        b -> b.environment(new Environment(entries(64))),
                        b -> b.environment(new Environment(entries(65))),
                        "environment"),
                new Bound(
                        "variable name",
                        b -> env(b, "_" + times(127), "v"),
                        b -> env(b, "_" + times(128), "v"),
                        "environment._" + times(119) + "…"),
                new Bound("variable form", b -> env(b, "A_1", "v"), b -> env(b, "1A", "v"), "environment.1A"),
                new Bound(
                        "variable value",
                        b -> env(b, "A", times(32 * 1024)),
                        b -> env(b, "A", times(32 * 1024 + 1)),
                        "environment.A"),
                new Bound("variables bytes", b -> b.environment(wide(7)), b -> b.environment(wide(9)), "environment"),
                new Bound("expected artifacts", b -> expect(b, 64), b -> expect(b, 65), "expected_artifacts"),
                new Bound("mounts", b -> mounts(b, 16, 1), b -> mounts(b, 17, 1), "mounts"),
                new Bound("length of a mount's name", b -> mounts(b, 1, 63), b -> mounts(b, 1, 64), "mounts"),
                new Bound(
                        "callback URL",
                        b -> b.callback(CallbackTarget.of("http://localhost:1/x")),
                        b -> b.callback(CallbackTarget.of("http://example.com/")),
                        "callback_url"),
                new Bound(
                        "callback user",
                        b -> b.callback(CallbackTarget.of("https://a/b@c")),
                        b -> b.callback(CallbackTarget.of("https://u:p@a/")),
                        "callback_url"),
                new Bound(
                        "callback number",
                        b -> b.callback(CallbackTarget.of("https://[::9]/")),
                        b -> b.callback(CallbackTarget.of("https://[::9999999999.]/")),
                        "callback_url"),
                new Bound(
                        "callback host",
                        b -> b.callback(CallbackTarget.of("http://[::1]/")),
                        b -> b.callback(CallbackTarget.of("http://127.0.0.2/")),
                        "callback_url"),
                new Bound(
                        "callback token",
                        b -> b.callback(callback(times(2048), Map.of())),
                        b -> b.callback(callback(times(2049), Map.of())),
                        "callback_auth_token"),
                new Bound(
                        "callback metadata",
                        b -> b.callback(callback("t", entries(16))),
                        b -> b.callback(callback("t", entries(17))),
                        "callback_metadata"),
                new Bound(
                        "callback key",
                        b -> b.callback(callback("t", Map.of(times(64), ""))),
                        b -> b.callback(callback("t", Map.of(times(65), ""))),
                        "callback_metadata"),
                new Bound(
                        "callback value",
                        b -> b.callback(callback("t", Map.of("k", times(512)))),
                        b -> b.callback(callback("t", Map.of("k", times(513)))),
                        "callback_metadata"),
                new Bound(
                        "metadata",
                        b -> b.metadata(new Metadata(Map.of("k", times(16 * 1024 - 8)))),
                        b -> b.metadata(new Metadata(Map.of("k", times(16 * 1024 - 7)))),
                        "metadata"),
                new Bound("model size", b -> model(b, 1, 1), b -> model(b, 0, 1), "model_size_gb"),
                new Bound("batch size", b -> model(b, 1, 1), b -> model(b, 1, 0), "batch_size"),
                new Bound(
                        "GPU count",
                        b -> b.gpu(GpuRequest.builder().count(1).build()),
                        b -> b.gpu(GpuRequest.builder().count(0).build()),
                        "gpu_count"),
                new Bound(
                        "disk",
                        b -> b.gpu(GpuRequest.builder().diskBytes(1).build()),
                        b -> b.gpu(GpuRequest.builder().diskBytes(-1).build()),
                        "disk_gb"),
                new Bound("price", b -> price(b, 1), b -> price(b, 0), "max_price_per_hour"),
                new Bound(
                        "families",
                        b -> families(b, "Ada", "Hopper"),
                        b -> families(b, "Ada", "ADA"),
                        "avoid_gpu_families"),
                new Bound(
                        "timeout",
                        b -> b.timeout(Duration.ofDays(7)),
                        b -> b.timeout(Duration.ofDays(7).plusSeconds(1)),
                        "timeout_seconds"),
                new Bound(
                        "shortest timeout",
                        b -> b.timeout(Duration.ofSeconds(1)),
                        b -> b.timeout(Duration.ofMillis(999)),
                        "timeout_seconds"));
    }

    private static String[] many(int n) {
        return Collections.nCopies(n, "a").toArray(String[]::new);
    }

    private static JobSpec.Builder env(JobSpec.Builder b, String key, String value) {
        return b.environment(new Environment(Map.of(key, value)));
    }

    private static Environment wide(int n) {
        return new Environment(
                IntStream.range(0, n).boxed().collect(Collectors.toMap(i -> "K" + i, i -> times(32 * 1024))));
    }

    private static JobSpec.Builder expect(JobSpec.Builder b, int n) {
        return b.files(new JobFiles(
                List.of(),
                List.of(),
                IntStream.range(0, n).mapToObj(i -> "f" + i).toList()));
    }

    private static JobSpec.Builder mounts(JobSpec.Builder b, int n, int length) {
        return b.files(JobFiles.NONE.mounts(IntStream.range(0, n)
                .mapToObj(i -> Character.toString('a' + i).repeat(length))
                .toArray(String[]::new)));
    }

    private static JobSpec.Builder model(JobSpec.Builder b, long bytes, int batch) {
        ModelSize model = new ModelSize(OptionalLong.of(bytes), OptionalInt.of(batch), Optional.empty());
        return b.gpu(GpuRequest.builder().model(model).build());
    }

    private static JobSpec.Builder price(JobSpec.Builder b, long micros) {
        return b.route(
                RoutePreferences.builder().maxPricePerHour(new Usd(micros)).build());
    }

    private static JobSpec.Builder families(JobSpec.Builder b, String preferred, String avoided) {
        return b.gpu(GpuRequest.builder()
                .families(new GpuRequest.Families(Optional.of(preferred), List.of(avoided)))
                .build());
    }

    @TestFactory
    Stream<DynamicTest> eachBoundHoldsToTheLastUnit() {
        return bounds().stream()
                .map(bound -> DynamicTest.dynamicTest(bound.what(), () -> {
                    assertThat(found(bound.within())).isEmpty();
                    assertThat(found(bound.over()))
                            .extracting(check -> check.field().orElse(""))
                            .contains(bound.field());
                    assertThat(found(bound.over())).extracting(Check::message).allMatch(m -> !m.isBlank());
                }));
    }

    @Test
    void everythingIsReportedAtOnce() {
        JobSpec spec = JobSpec.draft()
                .image("A B")
                .timeout(Duration.ZERO)
                .files(new JobFiles(List.of(new InputId("inp_x")), List.of(), List.of("../a")))
                .build();

        Screened screened = screener.forSubmit(WORKSPACE, Draft.of(spec));

        assertThat(screened.screening().checks())
                .extracting(check -> check.field().orElse(""))
                .contains(
                        "name",
                        "workload_type",
                        "image",
                        "timeout_seconds",
                        "expected_artifacts",
                        "input_files",
                        "gpu_type");
        assertThatThrownBy(screened::orThrow)
                .isInstanceOfSatisfying(JobGridException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(e.checks()).hasSize(screened.screening().checks().size());
                })
                .hasMessageContaining("more problems");
    }

    @Test
    void anEstimateMayLeaveOutNameAndImage() {
        JobSpec spec = JobSpec.draft()
                .workloadType(WorkloadType.INFERENCE)
                .gpu(GpuRequest.builder().model(ModelSize.ofGigabytes(7)).build())
                .build();

        assertThat(screener.forEstimate(WORKSPACE, Draft.of(spec)).screening().canSubmit())
                .isTrue();
    }

    @Test
    void expectedArtifactsAreGivenBackAbsolute() {
        JobSpec spec = valid().files(new JobFiles(List.of(), List.of(), List.of("a//b.txt")))
                .build();

        assertThat(screener.forSubmit(WORKSPACE, Draft.of(spec))
                        .orThrow()
                        .files()
                        .expectedArtifacts())
                .containsExactly("/workspace/artifacts/a/b.txt");
    }

    @Test
    void aPathNamedTwiceIsAnInvalidArtifact() {
        assertThat(found(b -> b.files(new JobFiles(List.of(), List.of(), List.of("a", "/workspace/artifacts/./a")))))
                .extracting(Check::code)
                .containsExactly(ErrorCode.INVALID_EXPECTED_ARTIFACT);
    }

    @Test
    void inputsMustExistBeCompletedAndLieApart() {
        input("inp_open", "a.txt", InputStatus.RECEIVED);
        input("inp_1", "a.txt", InputStatus.UPLOADED);
        input("inp_2", "a.txt", InputStatus.UPLOADED);

        assertThat(codes("inp_none")).containsExactly(ErrorCode.JOB_INPUT_NOT_FOUND);
        assertThat(codes("inp_open")).containsExactly(ErrorCode.JOB_INPUT_NOT_READY);
        assertThat(codes("inp_1", "inp_2")).containsExactly(ErrorCode.INVALID_REQUEST);
        assertThat(codes("inp_1")).isEmpty();
    }

    private List<ErrorCode> codes(String... ids) {
        List<InputId> named = Stream.of(ids).map(InputId::new).toList();
        return found(b -> b.files(new JobFiles(named, List.of(), List.of()))).stream()
                .map(Check::code)
                .toList();
    }

    private void input(String id, String filename, InputStatus status) {
        new HeldInputs(inputs)
                .create(new JobInput(
                        WORKSPACE,
                        new InputId(id),
                        new JobInput.InputFile(filename, "text/plain", InputKind.INPUT),
                        status,
                        Optional.empty(),
                        "",
                        Instant.EPOCH,
                        Instant.MAX));
    }

    @Test
    void secretsAreInNoMessage() {
        JobSpec spec = valid().environment(new Environment(Map.of("TOKEN", "hush" + times(33 * 1024))))
                .callback(new CallbackTarget(
                        "https://user:hush@example.com/?k=hush", Optional.of(new Secret("hush\n")), Map.of()))
                .build();

        Screened screened = screener.forSubmit(WORKSPACE, Draft.of(spec));

        assertThat(screened.screening().checks()).hasSize(3);
        assertThat(screened.screening().toString()).doesNotContain("hush");
        assertThat(spec.toString()).doesNotContain("hush");
    }

    @Test
    void gpuWorkIsToldFromOtherWork() {
        assertThat(requirement(CUDA, "x")).isEqualTo(Requirement.GPU_REQUIRED);
        assertThat(requirement("vllm/vllm-openai:v0.9", "x")).isEqualTo(Requirement.GPU_REQUIRED);
        assertThat(requirement("acme/app:1", "nvidia-smi")).isEqualTo(Requirement.GPU_REQUIRED);
        assertThat(requirement("python:3.12", "python")).isEqualTo(Requirement.CPU_ONLY);
        assertThat(requirement("docker.io/library/alpine", "sh")).isEqualTo(Requirement.CPU_ONLY);
        assertThat(requirement("acme/app:1-cpu", "x")).isEqualTo(Requirement.CPU_ONLY);
        assertThat(requirement("acme/app:1", "x")).isEqualTo(Requirement.UNSPECIFIED);
        assertThat(requirement("acme/pythonic:1", "x")).isEqualTo(Requirement.UNSPECIFIED);
    }

    @Test
    void trainingNeedsAGpuUnlessItsImageIsKnownToHaveNoUseForOne() {
        for (WorkloadType training : List.of(WorkloadType.TRAINING, WorkloadType.FINE_TUNING)) {
            assertThat(found(b -> b.image("acme/trainer:7").workloadType(training)))
                    .isEmpty();
            assertThat(found(b -> b.image("python:3.12").workloadType(training)))
                    .extracting(Check::code)
                    .containsExactly(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED);
        }
        JobSpec spec = valid().image("acme/trainer:7")
                .workloadType(WorkloadType.TRAINING)
                .build();
        assertThat(screener.forSubmit(WORKSPACE, Draft.of(spec))
                        .classification()
                        .confidence())
                .isEqualTo(Classification.Confidence.MEDIUM);
    }

    @Test
    void whatTheDraftSaysOfItsNeedForAGpuCounts() {
        assertThat(found(b -> b.image("python:3.12")
                        .gpu(GpuRequest.builder().required(true).build())))
                .isEmpty();
        assertThat(found(b -> b.workloadType(WorkloadType.TRAINING)
                        .gpu(GpuRequest.builder().cpuOnly(true).build())))
                .extracting(Check::code)
                .containsExactly(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED);
        assertThat(found(b -> b.gpu(GpuRequest.builder().cpuOnly(true).count(1).build())))
                .extracting(check -> check.field().orElse(""))
                .containsExactly("requires_gpu");
    }

    @Test
    void aRefusalForWantOfAGpuNamesTheWayOutInTheWordsOfItsClient() {
        for (String image : List.of("acme/app:1", "python:3.12")) {
            JobSpec spec = valid().image(image).build();

            assertThat(refusal(Draft.of(spec))).contains(".gpu(GpuRequest.builder().count(1).build())");
            assertThat(refusal(new Draft(spec, List.of(), List.of())))
                    .contains("gpu_count: 1")
                    .doesNotContain("builder");
            assertThat(refused(Draft.of(spec)).action())
                    .as("said once, in the message")
                    .isEmpty();
        }
    }

    private String refusal(Draft draft) {
        return refused(draft).message();
    }

    private Check refused(Draft draft) {
        return screener.forSubmit(WORKSPACE, draft).screening().firstError().orElseThrow();
    }

    private Requirement requirement(String image, String command) {
        JobSpec spec =
                valid().image(image).command(new Command(command, List.of())).build();
        return screener.forSubmit(WORKSPACE, Draft.of(spec)).classification().requirement();
    }

    @Test
    void workThatNeedsNoGpuHasItsOwnCode() {
        assertThat(found(b -> b.image("alpine")))
                .extracting(Check::code)
                .containsExactly(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED);
        assertThat(found(b -> b.image("acme/app:1")))
                .extracting(Check::code)
                .containsExactly(ErrorCode.ACCELERATOR_REQUIREMENT_UNSPECIFIED);
    }
}
