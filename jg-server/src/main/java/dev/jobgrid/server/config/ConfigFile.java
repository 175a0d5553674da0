package dev.jobgrid.server.config;

import dev.jobgrid.auth.PrivateFileCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A configuration file: YAML with the name of an option as each key, and its value or, of one that may be given several times, a
 * list of them. An item of a list may be written as a map, which is read as {@code key=value,…}. An error is refused with
 * its line.
 */
public final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int DEEPEST = 8;

    private final String name;
    private final Map<String, OptionSpec> options;

    private ConfigFile(String name, Map<String, OptionSpec> options) {
        this.name = name;
        this.options = options;
    }

    /**
     * Reads a file.
     *
     * @param options the allowed options, by their keys
     * @throws IllegalArgumentException naming the line, if something in it is not allowed, or if it holds a password and is open
     *     to other users
     * @throws IOException if it cannot be read
     */
    public static Map<String, ConfiguredOption> read(Path path, Map<String, OptionSpec> options) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    path + " has more than " + MAX_BYTES + " bytes, which is the most allowed");
        }
        Map<String, ConfiguredOption> read = parse(path.toString(), text(path, bytes), options);
        for (ConfiguredOption option : read.values()) {
            if (option.values().stream().anyMatch(Passwords::isIn)) {
                PrivateFileCheck.require(path, option.source() + " holds a password");
            }
        }
        return read;
    }

    private static String text(Path path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(path + " is not UTF-8 text; save it as UTF-8", e);
        }
    }

    /** As {@link #read}, of a text. Pure. */
    static Map<String, ConfiguredOption> parse(String name, String text, Map<String, OptionSpec> options) {
        return new ConfigFile(name, options).settings(text);
    }

    private Map<String, ConfiguredOption> settings(String text) {
        Node root = tree(text);
        Map<String, ConfiguredOption> settings = new LinkedHashMap<>();
        if (root == null || isEmpty(root)) {
            return settings;
        }
        for (NodeTuple entry : entries(root)) {
            String key = scalar(entry.getKeyNode(), "a key");
            OptionSpec option = options.get(key);
            String source = at(entry.getKeyNode());
            if (option == null) {
                throw new IllegalArgumentException(
                        source + ": there is no option '" + key + "'" + OptionKeys.meant(key, options.keySet()));
            }
            ConfiguredOption before =
                    settings.put(key, new ConfiguredOption(values(key, option, entry.getValueNode()), source));
            if (before != null) {
                throw new IllegalArgumentException(source + ": " + key + " was given already in " + before.source());
            }
        }
        return settings;
    }

    private @Nullable Node tree(String text) {
        LoaderOptions limits = new LoaderOptions();
        // A few lines could stand for millions of values.
        limits.setMaxAliasesForCollections(0);
        limits.setNestingDepthLimit(DEEPEST);
        limits.setCodePointLimit(MAX_BYTES);
        try {
            return new Yaml(limits).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            // Without its message and cause: they quote the file, which may hold passwords.
            throw new IllegalArgumentException("%s, line %d: this is no YAML: %s"
                    .formatted(
                            name,
                            e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1,
                            e.getProblem()));
        } catch (YAMLException e) {
            throw new IllegalArgumentException(name + " cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static boolean isEmpty(Node root) {
        return root.getTag().equals(Tag.NULL);
    }

    private List<NodeTuple> entries(Node root) {
        if (root instanceof MappingNode map) {
            return map.getValue();
        }
        throw new IllegalArgumentException(
                at(root) + ": a configuration is lines of an option and its value, such as port: 8080");
    }

    private List<String> values(String key, OptionSpec option, Node node) {
        if (!(node instanceof SequenceNode list)) {
            return List.of(value(key, option, node));
        }
        if (!option.isMultiValue()) {
            throw new IllegalArgumentException("%s: %s is a list; one value is allowed, such as %s"
                    .formatted(at(node), key, OptionKeys.example(key, option)));
        }
        List<String> values = new ArrayList<>();
        for (Node item : list.getValue()) {
            values.add(value(key, option, item));
        }
        return values;
    }

    private String value(String key, OptionSpec option, Node node) {
        if (node instanceof MappingNode map
                && option.isMultiValue()
                && option.paramLabel().startsWith("KEY=")) {
            return pairs(key, map);
        }
        if (!(node instanceof ScalarNode) || isEmpty(node)) {
            throw new IllegalArgumentException("%s: %s %s; write a value, such as %s"
                    .formatted(
                            at(node),
                            key,
                            isEmpty(node) ? "has no value" : "is not a value but has others below it",
                            OptionKeys.example(key, option)));
        }
        return ConfiguredOption.checked(key, option, scalar(node, key), at(node));
    }

    /** A map as an option has it: {@code name=a,region=eu}. */
    private String pairs(String key, MappingNode map) {
        List<String> pairs = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (NodeTuple entry : map.getValue()) {
            String part = scalar(entry.getKeyNode(), "a key of " + key);
            if (seen.put(part, at(entry.getKeyNode())) != null) {
                throw new IllegalArgumentException(at(entry.getKeyNode()) + ": " + part + " is given twice");
            }
            List<Node> values =
                    entry.getValueNode() instanceof SequenceNode list ? list.getValue() : List.of(entry.getValueNode());
            for (Node value : values) {
                String text = scalar(value, part);
                if (text.contains(",")) {
                    throw new IllegalArgumentException(
                            at(value) + ": " + part + " has a comma, which it cannot have here");
                }
                pairs.add(part + "=" + text);
            }
        }
        return String.join(",", pairs);
    }

    private String scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new IllegalArgumentException(at(node) + ": " + what + " is not a single value");
    }

    private String at(Node node) {
        return name + ", line " + (node.getStartMark().getLine() + 1);
    }
}
