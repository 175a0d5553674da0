package dev.jobgrid.wire.client;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.ModelSize;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads responses about the caller, the fleet and the queue. */
public final class FleetReader {
    private FleetReader() {}

    /** Reads who the caller is. Scopes that this client does not know are left out. */
    public static Caller caller(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new Caller(
                        new WorkspaceId(response.needText("workspace")),
                        response.text("name").orElse(""),
                        scopes(response.texts("scopes"))));
    }

    private static Set<Scope> scopes(List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(Scope.values())
                .filter(scope -> words.contains(scope.published()))
                .forEach(scopes::add);
        return scopes;
    }

    /** Reads the fleet. */
    public static List<FleetNode> nodes(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("nodes").stream()
                        .map(FleetReader::node)
                        .toList());
    }

    private static FleetNode node(ResponseObject node) {
        return new FleetNode(
                node.needText("executor"),
                node.needText("name"),
                node.word("state", KnownNode.State.class).orElse(KnownNode.State.UNKNOWN),
                node.text("reason").orElse(""),
                node.objects("gpus").stream().map(FleetReader::gpu).toList());
    }

    private static FleetNode.Gpu gpu(ResponseObject gpu) {
        return new FleetNode.Gpu(
                JobReader.model(gpu.needText("name"), gpu.flag("simulated")),
                gpu.number("memory_bytes").orElse(0L),
                gpu.flag("simulated"),
                gpu.needText("state").equals("held"),
                gpu.text("job_id").map(JobId::new),
                gpu.text("job_name"));
    }

    /** Reads the queue. A GPU request has the type, the class and the size of the model. */
    public static QueuePage queue(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new QueuePage(
                        response.objects("jobs").stream()
                                .map(FleetReader::queued)
                                .toList(),
                        response.count("limit").orElse(0),
                        response.number("total").orElse(0L),
                        response.flag("total_is_minimum")));
    }

    private static QueuedJob queued(ResponseObject job) {
        return new QueuedJob(
                JobReader.id(job),
                job.text("name").orElse(""),
                job.needTime("queued_at"),
                job.count("gpu_count").orElse(0),
                gpuRequest(job),
                job.text("reason").orElse(""),
                job.number("jobs_before").orElse(0L));
    }

    private static GpuRequest gpuRequest(ResponseObject job) {
        GpuRequest.Builder gpu = GpuRequest.builder();
        job.text("gpu_type").ifPresent(gpu::type);
        job.word("gpu_class", GpuClass.class).ifPresent(gpu::gpuClass);
        job.decimal("model_size_gb").map(ModelSize::ofGigabytes).ifPresent(gpu::model);
        return gpu.build();
    }
}
