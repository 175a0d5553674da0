package dev.jobgrid.server.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The program of the demo's job: reads a file and reports its size, lines and hash.
 *
 * @param filename its name as an input
 * @param contentType its content type
 * @param interpreter runs it
 * @param text the program
 */
record DemoScript(String filename, String contentType, String interpreter, String text) {
    private static final String PYTHON = """
            import hashlib, os, sys

            source, target = sys.argv[1], sys.argv[2]
            print("reading", source, flush=True)
            total = os.path.getsize(source)
            digest, size, lines = hashlib.sha256(), 0, 0
            with open(source, "rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                    size += len(chunk)
                    lines += chunk.count(b"\\n")
                    if size % (256 << 20) == 0:
                        print(f"read {size >> 20} of {total >> 20} MiB", flush=True)
            with open(target, "w") as report:
                print("bytes ", size, file=report)
                print("lines ", lines, file=report)
                print("sha256", digest.hexdigest(), file=report)
            print("counted", lines, "lines in", size, "bytes", flush=True)
            print("wrote", target, file=sys.stderr, flush=True)
            """;

    private static final String SHELL = """
            set -eu
            echo "reading $1"
            size=$(wc -c <"$1" | tr -d ' ')
            lines=$(wc -l <"$1" | tr -d ' ')
            if command -v sha256sum >/dev/null; then
                hash=$(sha256sum <"$1")
            else
                hash=$(shasum -a 256 <"$1")
            fi
            printf 'bytes  %s\\nlines  %s\\nsha256 %s\\n' "$size" "$lines" "${hash%% *}" >"$2"
            echo "counted $lines lines in $size bytes"
            echo "wrote $2" >&2
            """;

    /** The best that a machine with this PATH can run. */
    static DemoScript forPath(String path) {
        return isOn(path, "python3")
                ? new DemoScript("count.py", "text/x-python", "python3", PYTHON)
                : new DemoScript("count.sh", "text/x-shellscript", "sh", SHELL);
    }

    /** The command that runs the script in a job. */
    List<String> command(String input, String artifact) {
        return List.of(interpreter, "/workspace/scripts/" + filename, input, artifact);
    }

    private static boolean isOn(String path, String program) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
