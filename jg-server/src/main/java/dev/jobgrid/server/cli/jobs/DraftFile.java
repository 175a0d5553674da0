package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads a draft from a file, as JSON or YAML with the fields of the API. Stateless. */
public final class DraftFile {
    private static final String STDIN = "-";

    private DraftFile() {}

    /**
     * The fields in the file; "-" is the standard input.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is neither JSON nor YAML with an object
     */
    public static ObjectNode read(Path file, InputStream in) throws IOException {
        boolean isStdin = file.toString().equals(STDIN);
        byte[] text;
        if (isStdin) {
            text = in.readNBytes(WireJson.MAX_BODY_BYTES + 1);
        } else {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new IllegalArgumentException(file + " is not a file that can be read");
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                text = bytes.readNBytes(WireJson.MAX_BODY_BYTES + 1);
            }
        }
        String name = isStdin ? "the standard input" : file.toString();
        if (text.length > WireJson.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    name + " is larger than " + WireJson.MAX_BODY_BYTES + " bytes, the most that a draft has");
        }
        return isJson(name, text) ? json(name, text) : yaml(name, text);
    }

    /**
     * The draft of these fields.
     *
     * @throws IllegalArgumentException if they are not those of the API. One that the API would ignore is a mistake here: the one
     *     that was meant would silently be missing
     */
    public static Draft draft(ObjectNode fields) {
        Draft draft = JobRequestJson.read(fields);
        Stream<String> problems = draft.problems().stream().map(Check::message);
        Stream<String> unknown = draft.warnings().stream().map(text -> text.replace(", and is ignored", ""));
        List<String> all = Stream.concat(problems, unknown).toList();
        if (!all.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", all));
        }
        return draft;
    }

    private static boolean isJson(String name, byte[] text) {
        return name.endsWith(".json")
                || (!name.endsWith(".yaml")
                        && !name.endsWith(".yml")
                        && new String(text, StandardCharsets.UTF_8)
                                .stripLeading()
                                .startsWith("{"));
    }

    private static ObjectNode json(String name, byte[] text) {
        try {
            return WireJson.object(text);
        } catch (JobGridException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static ObjectNode yaml(String name, byte[] text) {
        JsonNode read;
        try {
            // The parser's own message names types of Java.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            read = YAMLMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build()
                    .readTree(text);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not UTF-8 text; save it as UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(problem(name, e), e);
        }
        if (read instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(name + " holds no fields of a job; it begins like name: my-job");
    }

    private static String problem(String name, IOException problem) {
        if (problem.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            int line = marked.getProblemMark().getLine() + 1;
            return name + ", line " + line + ": this is no YAML: " + marked.getProblem();
        }
        // Only the first line: the others quote the file, which may hold secrets.
        String reason = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        return name + " is not well-formed YAML: " + reason;
    }
}
