package dev.jobgrid.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DraftChangesTest {
    private static final GpuRequest GPU =
            GpuRequest.builder().type("L4").count(1).diskBytes(5).build();
    private static final JobSpec ORIGINAL = JobSpec.builder("train", "acme/train:1-cuda12", WorkloadType.TRAINING)
            .id(new JobId("original"))
            .command("train", "--fast")
            .environment(new Environment(Map.of("A", "1", "B", "2")))
            .files(new JobFiles(List.of(new InputId("inp_1")), List.of(), List.of("out.txt"), List.of("data")))
            .gpu(GPU)
            .route(RoutePreferences.builder()
                    .region("eu", RegionMode.STRICT)
                    .maxPricePerHour(Usd.ofDollars(2))
                    .build())
            .callback(new CallbackTarget(
                    "https://a.example/x", Optional.of(new Secret("s3cret-token")), Map.of("k", "v")))
            .metadata(new Metadata(Map.of("run", "7")))
            .timeout(Duration.ofMinutes(5))
            .build();

    private static JobSpec applied(JobSpec.Builder fields) {
        return DraftChanges.of(fields.build()).applied(ORIGINAL).spec();
    }

    private static JobSpec.Builder gpu(GpuRequest.Builder request) {
        return JobSpec.draft().gpu(request.build());
    }

    @Test
    void withoutChangesAllStaysButTheId() {
        JobSpec spec = DraftChanges.NONE.applied(ORIGINAL).spec();

        assertThat(spec.id()).isEmpty();
        assertThat(spec.toBuilder().id(new JobId("original")).build()).isEqualTo(ORIGINAL);
    }

    @Test
    void theTemplateOfTheOriginalIsLeftOut() {
        JobSpec spec = ORIGINAL.toBuilder().template("once").build();

        assertThat(DraftChanges.NONE.applied(spec).spec().template()).isEmpty();
    }

    @Test
    void eachGivenFieldReplacesThatOfTheOriginal() {
        JobSpec spec = applied(JobSpec.draft()
                .id(new JobId("again"))
                .name("other")
                .image("acme/train:2")
                .workloadType(WorkloadType.BATCH)
                .command("echo")
                .metadata(new Metadata(Map.of("b", "c")))
                .timeout(Duration.ofMinutes(9)));

        assertThat(spec)
                .isEqualTo(ORIGINAL.toBuilder()
                        .id(new JobId("again"))
                        .name("other")
                        .image("acme/train:2")
                        .workloadType(WorkloadType.BATCH)
                        .command("echo")
                        .metadata(new Metadata(Map.of("b", "c")))
                        .timeout(Duration.ofMinutes(9))
                        .build());
    }

    @Test
    void environmentVariablesAreChangedOneByOne() {
        Draft draft = Draft.of(JobSpec.draft()
                .environment(new Environment(Map.of("B", "3", "C", "4")))
                .build());

        assertThat(new DraftChanges(draft, Set.of("A", "absent"))
                        .applied(ORIGINAL)
                        .spec()
                        .environment())
                .isEqualTo(new Environment(Map.of("B", "3", "C", "4")));
    }

    @Test
    void anotherReceiverNeverGetsTheTokenOfTheFirst() {
        CallbackTarget other = CallbackTarget.of("https://b.example/x");

        assertThat(applied(JobSpec.draft().callback(other)).callback()).hasValue(other);
    }

    @Test
    void listsAreReplacedEachAsAWhole() {
        JobFiles files = applied(
                        JobSpec.draft().files(new JobFiles(List.of(new InputId("inp_2")), List.of(), List.of())))
                .files();

        assertThat(files)
                .isEqualTo(new JobFiles(List.of(new InputId("inp_2")), List.of(), List.of("out.txt"), List.of("data")));
    }

    @Test
    void fieldsOfTheGpuRequestAreReplacedOneByOne() {
        assertThat(applied(gpu(GpuRequest.builder().count(2))).gpu())
                .isEqualTo(GpuRequest.builder().type("L4").count(2).diskBytes(5).build());
        assertThat(applied(gpu(GpuRequest.builder().model(ModelSize.ofGigabytes(7))))
                        .gpu())
                .isEqualTo(GpuRequest.builder()
                        .type("L4")
                        .count(1)
                        .diskBytes(5)
                        .model(ModelSize.ofGigabytes(7))
                        .build());
    }

    @Test
    void askingForAGpuEndsARequestForNoneAndTheOtherWayRound() {
        JobSpec without = applied(gpu(GpuRequest.builder().cpuOnly(true)));
        assertThat(without.gpu())
                .isEqualTo(GpuRequest.builder().cpuOnly(true).diskBytes(5).build());

        JobSpec with = DraftChanges.of(gpu(GpuRequest.builder().count(4)).build())
                .applied(without)
                .spec();
        assertThat(with.gpu())
                .isEqualTo(GpuRequest.builder().count(4).diskBytes(5).build());
        assertThat(DraftChanges.NONE.applied(without).spec().gpu()).isEqualTo(without.gpu());
    }

    @Test
    void aRegionComesWithItsMode() {
        RoutePreferences elsewhere =
                RoutePreferences.builder().region("us", RegionMode.PREFER).build();
        RoutePreferences cheaper =
                RoutePreferences.builder().maxPricePerHour(Usd.ofDollars(1)).build();

        assertThat(applied(JobSpec.draft().route(elsewhere)).route())
                .isEqualTo(RoutePreferences.builder()
                        .region("us", RegionMode.PREFER)
                        .maxPricePerHour(Usd.ofDollars(2))
                        .build());
        assertThat(applied(JobSpec.draft().route(cheaper)).route())
                .isEqualTo(RoutePreferences.builder()
                        .region("eu", RegionMode.STRICT)
                        .maxPricePerHour(Usd.ofDollars(1))
                        .build());
    }
}
