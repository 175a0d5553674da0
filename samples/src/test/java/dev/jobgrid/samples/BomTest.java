package dev.jobgrid.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an application gets that imports jg-bom: versions of JobGrid's modules, and of nothing that it has a version of itself. */
class BomTest {
    private final Document bom = read(Path.of("..", "jg-bom", "pom.xml"));

    private static Document read(Path pom) {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        } catch (Exception e) {
            throw new AssertionError(pom + " cannot be read", e);
        }
    }

    private static List<String> texts(NodeList found) {
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    private static List<String> of(String name, NodeList elements) {
        return IntStream.range(0, elements.getLength())
                .mapToObj(i -> (Element) elements.item(i))
                .flatMap(element -> texts(element.getElementsByTagName(name)).stream())
                .toList();
    }

    /** A parent would be inherited with all that it manages, and an import is managed as well. */
    @Test
    void itManagesNothingOfOthers() {
        NodeList managed = bom.getElementsByTagName("dependency");

        assertThat(of("groupId", managed)).hasSize(managed.getLength()).containsOnly("dev.jobgrid");
        assertThat(of("version", managed)).hasSize(managed.getLength()).containsOnly("${project.version}");
        assertThat(of("scope", managed)).isEmpty();
        assertThat(bom.getElementsByTagName("parent").getLength()).isZero();
    }

    @Test
    void theReadmeNamesTheVersionThatIsBuilt() throws IOException {
        String version = texts(bom.getElementsByTagName("version")).get(0);

        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("<artifactId>jg-bom</artifactId><version>" + version + "</version>");
    }

    @Test
    void itManagesEachModuleThatAnApplicationMayUse() {
        List<String> modules = texts(read(Path.of("..", "pom.xml")).getElementsByTagName("module")).stream()
                .filter(name -> name.startsWith("jg-"))
                .filter(name -> !name.equals("jg-bom") && !name.equals("jg-bench") && !name.endsWith("-tests"))
                .toList();

        assertThat(of("artifactId", bom.getElementsByTagName("dependency")))
                .containsExactlyInAnyOrderElementsOf(modules);
    }
}
