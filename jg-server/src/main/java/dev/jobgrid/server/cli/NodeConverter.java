package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.TlsFiles;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.server.cli.NodeOptions.DeclaredNode;
import dev.jobgrid.wire.request.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a declared node: {@code key=value,…}. */
final class NodeConverter implements ITypeConverter<DeclaredNode> {
    private static final String OF_THIS_HOST =
            "a node without docker= is this host, which takes name, region and hourly-rate; give GPUs that are not there"
                    + " by --simulate-gpu";
    private static final String LABEL = "label.";
    private static final long MAX_GIB = Long.MAX_VALUE >> 30;
    private static final Set<String> OF_HOSTS = Set.of("name", "region", "hourly-rate");
    private static final Set<String> OF_ENGINES = Set.of("name", "docker", "region", "hourly-rate", "disk-gib", "tls");

    @Override
    public DeclaredNode convert(String value) {
        Map<String, String> said = new HashMap<>();
        Map<String, List<String>> gpus = new TreeMap<>();
        try {
            for (String pair : value.split(",", -1)) {
                String key = pair.split("=", 2)[0].strip();
                String text = pair.contains("=") ? pair.split("=", 2)[1].strip() : "";
                if (text.isEmpty()) {
                    throw new IllegalArgumentException("'" + pair + "' is not KEY=VALUE");
                }
                if (DeclaredGpus.KINDS.contains(key)) {
                    gpus.computeIfAbsent(key, kind -> new ArrayList<>()).add(text);
                } else if (said.put(key, text) != null) {
                    throw new IllegalArgumentException(key + " is given twice");
                }
            }
            return node(said, gpus);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static DeclaredNode node(Map<String, String> said, Map<String, List<String>> gpus) {
        boolean isEngine = said.containsKey("docker");
        Set<String> known = isEngine ? OF_ENGINES : OF_HOSTS;
        for (String key : said.keySet()) {
            if (!known.contains(key) && !(isEngine && isLabel(key))) {
                throw new IllegalArgumentException(unknown(key, known, isEngine));
            }
        }
        if (!isEngine && !gpus.isEmpty()) {
            throw new IllegalArgumentException(OF_THIS_HOST);
        }
        Optional<NodeName> name = Optional.ofNullable(said.get("name")).map(NodeName::new);
        String region = said.getOrDefault("region", "");
        return isEngine
                ? new DeclaredNode(Optional.of(engine(said, gpus)), name, region, Optional.empty(), !gpus.isEmpty())
                : new DeclaredNode(
                        Optional.empty(),
                        name,
                        region,
                        Optional.ofNullable(said.get("hourly-rate")).map(NodeConverter::rate),
                        false);
    }

    private static boolean isLabel(String key) {
        return key.startsWith(LABEL) && key.length() > LABEL.length();
    }

    private static String unknown(String key, Set<String> known, boolean isEngine) {
        String meant = NearestName.of(key, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return isEngine || !OF_ENGINES.contains(key) ? "there is no key '" + key + "'" + meant : OF_THIS_HOST;
    }

    private static DockerEngine engine(Map<String, String> said, Map<String, List<String>> gpus) {
        Map<String, String> labels = new HashMap<>();
        said.keySet().stream()
                .filter(NodeConverter::isLabel)
                .forEach(key -> labels.put(key.substring(LABEL.length()), said.getOrDefault(key, "")));
        DockerEngine engine = named(new DockerOptions.EngineConverter().convert(said.getOrDefault("docker", "")), said)
                .region(said.getOrDefault("region", ""))
                .labels(labels);
        if (!gpus.isEmpty()) {
            engine = engine.gpus(DeclaredGpus.of(gpus));
        }
        if (said.containsKey("tls")) {
            engine = engine.tls(TlsFiles.in(Path.of(said.get("tls"))));
        }
        if (said.containsKey("hourly-rate")) {
            engine = engine.hourlyRate(rate(said.get("hourly-rate")));
        }
        return said.containsKey("disk-gib") ? engine.diskBytes(gib(said.get("disk-gib")) << 30) : engine;
    }

    private static DockerEngine named(DockerEngine engine, Map<String, String> said) {
        return said.containsKey("name")
                ? new DockerEngine(
                        said.get("name"),
                        engine.uri(),
                        engine.tls(),
                        engine.region(),
                        engine.gpus(),
                        engine.hourlyRate(),
                        engine.diskBytes(),
                        engine.labels(),
                        engine.mounts())
                : engine;
    }

    private static Usd rate(String text) {
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            throw new IllegalArgumentException("hourly-rate is '" + text + "'; dollars are allowed, such as 1.20");
        }
        return Usd.ofDollars(Double.parseDouble(text));
    }

    private static long gib(String text) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) < 1 || Long.parseLong(text) > MAX_GIB) {
            throw new IllegalArgumentException("disk-gib is '" + text + "', 1 to " + MAX_GIB + " are allowed");
        }
        return Long.parseLong(text);
    }
}
