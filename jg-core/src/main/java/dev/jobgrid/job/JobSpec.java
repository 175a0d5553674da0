package dev.jobgrid.job;

import dev.jobgrid.id.JobId;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.WorkloadType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The specification of a job (reference §06). Holds drafts too: limits are checked by screening, all at once, when the
 * spec is estimated or submitted.
 *
 * @param id the client's own job id
 * @param name 1 to 128 characters; empty if left out
 * @param image OCI image reference; empty if left out
 * @param workloadType the kind of work
 * @param command the command; the image's own if left out
 * @param environment variables of the program
 * @param files inputs and expected outputs
 * @param gpu the GPU request
 * @param route the routing preferences
 * @param callback the receiver of its callback
 * @param metadata the client's own data
 * @param timeout the timeout of a run
 * @param template slug of the template that fills in missing fields
 */
public record JobSpec(
        Optional<JobId> id,
        String name,
        String image,
        Optional<WorkloadType> workloadType,
        Optional<Command> command,
        Environment environment,
        JobFiles files,
        GpuRequest gpu,
        RoutePreferences route,
        Optional<CallbackTarget> callback,
        Metadata metadata,
        Optional<Duration> timeout,
        Optional<String> template) {
    /** A spec of which {@link #abridged} leaves out more than this is large. */
    private static final int LARGE_BYTES = 4 * 1024;

    /** A spec with the three required fields. */
    public static Builder builder(String name, String image, WorkloadType workloadType) {
        return draft().name(name).image(image).workloadType(workloadType);
    }

    /** An empty spec, for drafts. */
    public static Builder draft() {
        return new Builder();
    }

    /** A builder that starts from this spec. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The kind of work; {@link WorkloadType#BATCH} where a draft leaves it out. */
    public WorkloadType workload() {
        return workloadType.orElse(WorkloadType.BATCH);
    }

    /** The request to the router. */
    public RouteRequest routeRequest() {
        return new RouteRequest(workload(), gpu, route);
    }

    /**
     * What the queue decides by, and what the end of a job that never ran needs: without environment, metadata and
     * expected artifacts. At most some 60 KiB of a spec that keeps the limits, and a few hundred bytes of most.
     */
    public JobSpec abridged() {
        return toBuilder()
                .environment(Environment.EMPTY)
                .metadata(Metadata.EMPTY)
                .files(new JobFiles(files.inputs(), files.scripts(), List.of(), files.mounts()))
                .build();
    }

    /** Whether a store keeps it apart from the queue, which reads it abridged. */
    public boolean isLarge() {
        return leftOutBytes() > LARGE_BYTES;
    }

    /** About how many bytes of UTF-8 it takes if it is large, else 0: only large ones count toward a limit. */
    public long largeBytes() {
        long leftOut = leftOutBytes();
        return leftOut > LARGE_BYTES
                ? leftOut + utf8(command.map(Command::words).orElse(List.of()))
                : 0;
    }

    private long leftOutBytes() {
        return utf8(environment.values().keySet())
                + utf8(environment.values().values())
                + (metadata.values().isEmpty() ? 0 : metadata.sizeBytes())
                + utf8(files.expectedArtifacts());
    }

    private static long utf8(Collection<String> texts) {
        return texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** Collects the parts of a {@link JobSpec}. Single-threaded. */
    public static final class Builder {
        private Optional<JobId> id = Optional.empty();
        private String name = "";
        private String image = "";
        private Optional<WorkloadType> workloadType = Optional.empty();
        private Optional<Command> command = Optional.empty();
        private Environment environment = Environment.EMPTY;
        private JobFiles files = JobFiles.NONE;
        private GpuRequest gpu = GpuRequest.NONE;
        private RoutePreferences route = RoutePreferences.NONE;
        private Optional<CallbackTarget> callback = Optional.empty();
        private Metadata metadata = Metadata.EMPTY;
        private Optional<Duration> timeout = Optional.empty();
        private Optional<String> template = Optional.empty();

        private Builder() {}

        private Builder(JobSpec spec) {
            id = spec.id;
            name = spec.name;
            image = spec.image;
            workloadType = spec.workloadType;
            command = spec.command;
            environment = spec.environment;
            files = spec.files;
            gpu = spec.gpu;
            route = spec.route;
            callback = spec.callback;
            metadata = spec.metadata;
            timeout = spec.timeout;
            template = spec.template;
        }

        /** The client's own job id, unique within its workspace. */
        public Builder id(JobId value) {
            id = Optional.of(value);
            return this;
        }

        /** Name, 1 to 128 characters after trimming. */
        public Builder name(String value) {
            name = value.strip();
            return this;
        }

        /** OCI image reference. */
        public Builder image(String value) {
            image = value.strip();
            return this;
        }

        /** The kind of work. */
        public Builder workloadType(WorkloadType value) {
            workloadType = Optional.of(value);
            return this;
        }

        /** The command. */
        public Builder command(Command value) {
            command = Optional.of(value);
            return this;
        }

        /** The command: the program, then its arguments. */
        public Builder command(String executable, String... args) {
            return command(Command.of(executable, args));
        }

        /** Environment variables of the program. */
        public Builder environment(Environment value) {
            environment = value;
            return this;
        }

        /** Inputs and expected outputs. */
        public Builder files(JobFiles value) {
            files = value;
            return this;
        }

        /** The GPU request. */
        public Builder gpu(GpuRequest value) {
            gpu = value;
            return this;
        }

        /** The routing preferences. */
        public Builder route(RoutePreferences value) {
            route = value;
            return this;
        }

        /** The receiver of its callback. */
        public Builder callback(CallbackTarget value) {
            callback = Optional.of(value);
            return this;
        }

        /** The client's own data. */
        public Builder metadata(Metadata value) {
            metadata = value;
            return this;
        }

        /** The timeout of a run, 1 second to 7 days. */
        public Builder timeout(Duration value) {
            timeout = Optional.of(value);
            return this;
        }

        /** Slug of the template that fills in missing fields. */
        public Builder template(String value) {
            template = Optional.of(value);
            return this;
        }

        /** The finished spec. */
        public JobSpec build() {
            return new JobSpec(
                    id,
                    name,
                    image,
                    workloadType,
                    command,
                    environment,
                    files,
                    gpu,
                    route,
                    callback,
                    metadata,
                    timeout,
                    template);
        }
    }
}
