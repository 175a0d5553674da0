package dev.jobgrid.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The threads of this JVM and where they are, virtual ones too on a HotSpot JVM from JDK 21 on. */
final class ThreadDump {
    private ThreadDump() {}

    /** The dump as text. Of platform threads only where the JVM dumps no others, or the disk is full. */
    static String take() {
        try {
            return ofAllThreads();
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            return e + "\n\n" + ofPlatformThreads();
        }
    }

    private static String ofPlatformThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey() + " " + thread.getKey().getState()
                        + Arrays.stream(thread.getValue())
                                .map(frame -> "\n      " + frame)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n\n"));
    }

    /** By reflection, since the code is compiled for Java 17. The JVM writes into a new file only. */
    private static String ofAllThreads() throws IOException, ReflectiveOperationException {
        Class<?> bean = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
        Class<?> formats = Class.forName("com.sun.management.HotSpotDiagnosticMXBean$ThreadDumpFormat");
        Object text = formats.getField("TEXT_PLAIN").get(null);
        Object diagnostics = ManagementFactory.getPlatformMXBean(bean.asSubclass(PlatformManagedObject.class));
        Path folder = Files.createTempDirectory("threads");
        Path file = folder.resolve("dump.txt");
        try {
            bean.getMethod("dumpThreads", String.class, formats).invoke(diagnostics, file.toString(), text);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
