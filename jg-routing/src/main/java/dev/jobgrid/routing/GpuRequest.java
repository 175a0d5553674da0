package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The resource request of a job (reference §06, resource fields). Screening checks the limits.
 *
 * @param required whether the client requires a GPU without naming one
 * @param model the model that is loaded
 * @param count GPUs, on one node
 * @param type GPU model as the client wrote it; alternatives are separated by {@code |}
 * @param vendor GPU vendor as the client wrote it
 * @param gpuClass market class
 * @param families families to prefer and to avoid
 * @param diskBytes free disk
 * @param cpuOnly whether the client states that no GPU is needed
 */
public record GpuRequest(
        boolean required,
        ModelSize model,
        OptionalInt count,
        Optional<String> type,
        Optional<String> vendor,
        Optional<GpuClass> gpuClass,
        Families families,
        OptionalLong diskBytes,
        boolean cpuOnly) {
    /** An empty request. */
    public static final GpuRequest NONE = builder().build();

    /**
     * GPU families, as clients write them.
     *
     * @param preferred the family whose offers are preferred
     * @param avoided families whose offers are rejected
     */
    public record Families(Optional<String> preferred, List<String> avoided) {
        /** No preference. */
        public static final Families ANY = new Families(Optional.empty(), List.of());

        /** Copies the list. */
        public Families {
            avoided = List.copyOf(avoided);
        }
    }

    /** A request that does not state that no GPU is needed. */
    public GpuRequest(
            boolean required,
            ModelSize model,
            OptionalInt count,
            Optional<String> type,
            Optional<String> vendor,
            Optional<GpuClass> gpuClass,
            Families families,
            OptionalLong diskBytes) {
        this(required, model, count, type, vendor, gpuClass, families, diskBytes, false);
    }

    /** Whether a field implies that the job needs a GPU. Disk alone does not. */
    public boolean asksForGpu() {
        return required
                || model.bytes().isPresent()
                || model.precision().isPresent()
                || count.isPresent()
                || type.isPresent()
                || vendor.isPresent()
                || gpuClass.isPresent()
                || families.preferred().isPresent();
    }

    /** GPUs to allocate: as requested, else one. */
    public int gpus() {
        return count.orElse(1);
    }

    /** A builder of an empty request. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link GpuRequest}. Single-threaded. */
    public static final class Builder {
        private boolean required;
        private ModelSize model = ModelSize.UNKNOWN;
        private OptionalInt count = OptionalInt.empty();
        private Optional<String> type = Optional.empty();
        private Optional<String> vendor = Optional.empty();
        private Optional<GpuClass> gpuClass = Optional.empty();
        private Families families = Families.ANY;
        private OptionalLong diskBytes = OptionalLong.empty();
        private boolean cpuOnly;

        private Builder() {}

        /** Requires a GPU of any kind. */
        public Builder required(boolean value) {
            required = value;
            return this;
        }

        /** States that no GPU is needed. A grid accepts such a job only if it accepts CPU work. */
        public Builder cpuOnly(boolean value) {
            cpuOnly = value;
            return this;
        }

        /** The model that is loaded. */
        public Builder model(ModelSize value) {
            model = value;
            return this;
        }

        /** GPUs, on one node. */
        public Builder count(int value) {
            count = OptionalInt.of(value);
            return this;
        }

        /** GPU model, as people write it: "L4", "NVIDIA GeForce RTX 4090", "h100-sxm". */
        public Builder type(String value) {
            type = Optional.of(value);
            return this;
        }

        /** GPU vendor: "nvidia", "amd". */
        public Builder vendor(String value) {
            vendor = Optional.of(value);
            return this;
        }

        /** Market class. */
        public Builder gpuClass(GpuClass value) {
            gpuClass = Optional.of(value);
            return this;
        }

        /** Families to prefer and to avoid. */
        public Builder families(Families value) {
            families = value;
            return this;
        }

        /** Free disk, in bytes. */
        public Builder diskBytes(long value) {
            diskBytes = OptionalLong.of(value);
            return this;
        }

        /** The finished request. */
        public GpuRequest build() {
            return new GpuRequest(required, model, count, type, vendor, gpuClass, families, diskBytes, cpuOnly);
        }
    }
}
