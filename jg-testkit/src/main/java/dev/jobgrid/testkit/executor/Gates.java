package dev.jobgrid.testkit.executor;

import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Blocks programs until a test releases them, however slow the machine is: each gate is a file of a folder that the
 * programs have as the mount {@value #MOUNT}. Immutable.
 *
 * @param folder an existing folder of the executor's host without other use
 */
public record Gates(Path folder) {
    /** Name of the mount that programs have to ask for. */
    public static final String MOUNT = "gates";

    /** Lets programs of any user look into the folder. */
    public Gates {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder '" + folder + "' cannot be opened to programs", e);
        }
    }

    /** The folder as a mount. It is writable, since not every executor has others. */
    public HostMount mount() {
        return HostMount.writable(MOUNT, folder.toString());
    }

    /** The start of a shell command that continues when the gate is open. */
    public static String await(String gate) {
        return "while ! [ -e /workspace/mounts/" + MOUNT + "/" + gate
                + " ]; do sleep 0.05 2>/dev/null || sleep 1; done; ";
    }

    /** Opens a gate permanently. */
    public void open(String gate) throws IOException {
        Files.createFile(folder.resolve(gate));
    }
}
