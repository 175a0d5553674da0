package dev.jobgrid.job;

import dev.jobgrid.id.JobId;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.WorkloadType;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client asks for (reference §06). Holds drafts too: limits are checked by screening, all at once, when the spec is
 * estimated or submitted.
 *
 * @param id the client's own job id
 * @param name 1 to 128 characters; empty if left out
 * @param image OCI image reference; empty if left out
 * @param workloadType what kind of work it is
 * @param command what to run; the image's own command if left out
 * @param environment variables of the program
 * @param files what it takes and leaves
 * @param gpu what it needs
 * @param route how its place is chosen
 * @param callback whom to tell when it ends
 * @param metadata the client's own data
 * @param timeout the longest a run may take
 * @param template slug of the template that fills what is left out
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

    /** A spec with the three required fields. */
    public static Builder builder(String name, String image, WorkloadType workloadType) {
        return draft().name(name).image(image).workloadType(workloadType);
    }

    /** A spec with nothing said, for drafts. */
    public static Builder draft() {
        return new Builder();
    }

    /** A builder that starts from this spec. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The kind of work; {@link WorkloadType#BATCH} where a draft says nothing. */
    public WorkloadType workload() {
        return workloadType.orElse(WorkloadType.BATCH);
    }

    /** What the router is asked. */
    public RouteRequest routeRequest() {
        return new RouteRequest(workload(), gpu, route);
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

        /** What kind of work it is. */
        public Builder workloadType(WorkloadType value) {
            workloadType = Optional.of(value);
            return this;
        }

        /** What to run. */
        public Builder command(Command value) {
            command = Optional.of(value);
            return this;
        }

        /** What to run: the program, then its arguments. */
        public Builder command(String executable, String... args) {
            return command(Command.of(executable, args));
        }

        /** Variables of the program. */
        public Builder environment(Environment value) {
            environment = value;
            return this;
        }

        /** What it takes and leaves. */
        public Builder files(JobFiles value) {
            files = value;
            return this;
        }

        /** What it needs. */
        public Builder gpu(GpuRequest value) {
            gpu = value;
            return this;
        }

        /** How its place is chosen. */
        public Builder route(RoutePreferences value) {
            route = value;
            return this;
        }

        /** Whom to tell when it ends. */
        public Builder callback(CallbackTarget value) {
            callback = Optional.of(value);
            return this;
        }

        /** The client's own data. */
        public Builder metadata(Metadata value) {
            metadata = value;
            return this;
        }

        /** The longest a run may take, 1 second to 7 days. */
        public Builder timeout(Duration value) {
            timeout = Optional.of(value);
            return this;
        }

        /** Slug of the template that fills what is left out. */
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
