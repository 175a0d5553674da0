package dev.jobgrid.executor.docker;

import static dev.jobgrid.errors.SettingCheck.atLeast;
import static dev.jobgrid.errors.SettingCheck.present;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The confinement of containers. No container has a capability, gains privileges, mounts a folder of its host except
 * the operator's mounts, or shares its host's network. Modified by copies:
 * {@code ContainerPolicy.standard().network("none")}.
 *
 * @param network {@code bridge}, {@code none} or the name of a network; never {@code host}
 * @param memoryBytes memory of one container; by default a share of the node according to its GPUs
 * @param cpus processors of one container; likewise
 * @param pidsLimit the most processes and threads, over 0
 * @param sharedMemoryBytes size of {@code /dev/shm}, which data loaders of PyTorch need
 * @param readOnlyRoot whether only {@code /workspace} and {@code /tmp} can be written to, the latter in memory
 * @param seccompProfile a seccomp profile as JSON; the Engine's own if absent
 * @param usernsMode user namespace mode; the Engine's if absent
 * @param allowedImages patterns of images that may run, {@code *} matches any text; all if there is none
 */
public record ContainerPolicy(
        String network,
        OptionalLong memoryBytes,
        OptionalDouble cpus,
        long pidsLimit,
        long sharedMemoryBytes,
        boolean readOnlyRoot,
        Optional<String> seccompProfile,
        Optional<String> usernsMode,
        List<String> allowedImages) {
    private static final long MIB = 1L << 20;
    // An Engine's minimum.
    private static final long MIN_MEMORY = 6 * MIB;
    private static final ContainerPolicy STANDARD = new ContainerPolicy(
            "bridge",
            OptionalLong.empty(),
            OptionalDouble.empty(),
            4096,
            1024 * MIB,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of());

    /** Checks the bounds, and that nothing is shared with the host or another container. */
    public ContainerPolicy {
        present("network", network);
        present("memoryBytes", memoryBytes);
        present("cpus", cpus);
        present("seccompProfile", seccompProfile);
        present("usernsMode", usernsMode);
        atLeast("pidsLimit", pidsLimit, 1);
        atLeast("sharedMemoryBytes", sharedMemoryBytes, 0);
        if (network.isBlank() || network.equals("host") || network.startsWith("container:")) {
            throw new IllegalArgumentException(
                    "the network is 'bridge', 'none' or the name of one, not '" + network + "'");
        }
        if (usernsMode.filter("host"::equals).isPresent()) {
            throw new IllegalArgumentException("the user namespace cannot be the host's");
        }
        atLeast("memoryBytes", memoryBytes.orElse(MIN_MEMORY), MIN_MEMORY);
        if (!(cpus.orElse(1) > 0) || Double.isInfinite(cpus.orElse(1))) {
            throw new IllegalArgumentException("cpus is " + cpus.getAsDouble() + ", more than 0 is allowed");
        }
        allowedImages = List.copyOf(present("allowedImages", allowedImages));
    }

    /** Network {@code bridge}, 4,096 processes, 1 GiB of shared memory, a share of memory and processors, any image. */
    public static ContainerPolicy standard() {
        return STANDARD;
    }

    /** The same with this network. */
    public ContainerPolicy network(String value) {
        return new ContainerPolicy(
                value,
                memoryBytes,
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                usernsMode,
                allowedImages);
    }

    /** The same with these limits of memory and processors. */
    public ContainerPolicy limits(long bytes, double processors) {
        return new ContainerPolicy(
                network,
                OptionalLong.of(bytes),
                OptionalDouble.of(processors),
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                usernsMode,
                allowedImages);
    }

    /** The same with this memory limit. */
    public ContainerPolicy memoryBytes(long value) {
        return new ContainerPolicy(
                network,
                OptionalLong.of(value),
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                usernsMode,
                allowedImages);
    }

    /** The same with this limit of processes and threads. */
    public ContainerPolicy pidsLimit(long value) {
        return new ContainerPolicy(
                network,
                memoryBytes,
                cpus,
                value,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                usernsMode,
                allowedImages);
    }

    /** The same with a writable or read-only root. */
    public ContainerPolicy readOnlyRoot(boolean value) {
        return new ContainerPolicy(
                network,
                memoryBytes,
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                value,
                seccompProfile,
                usernsMode,
                allowedImages);
    }

    /** The same, with this seccomp profile as JSON. */
    public ContainerPolicy seccompProfile(String json) {
        return new ContainerPolicy(
                network,
                memoryBytes,
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                Optional.of(json),
                usernsMode,
                allowedImages);
    }

    /** The same with this user namespace mode. */
    public ContainerPolicy usernsMode(String value) {
        return new ContainerPolicy(
                network,
                memoryBytes,
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                Optional.of(value),
                allowedImages);
    }

    /** The same, for images of these patterns only. */
    public ContainerPolicy allowedImages(List<String> patterns) {
        return new ContainerPolicy(
                network,
                memoryBytes,
                cpus,
                pidsLimit,
                sharedMemoryBytes,
                readOnlyRoot,
                seccompProfile,
                usernsMode,
                patterns);
    }

    /** Whether the image is allowed. */
    public boolean allows(String image) {
        return allowedImages.isEmpty()
                || allowedImages.stream()
                        .anyMatch(pattern ->
                                Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), image));
    }
}
