package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RegionTest {
    @Test
    void spellingsOfOneRegionAreEqual() {
        assertThat(List.of("us-east-1", "us_east_1", "US East 1", "use1", "USEAST1", "East US 1", "us-e-1"))
                .extracting(Region::of)
                .containsOnly(new Region("na", "us", "east", "1"));
        assertThat(List.of("us-east", "US East", "eastus", "US East (N. Virginia)", "usa east"))
                .extracting(Region::of)
                .containsOnly(new Region("na", "us", "east", ""));
        assertThat(List.of("ap-southeast", "southeastasia", "Asia South East", "ap-se"))
                .extracting(Region::of)
                .containsOnly(new Region("ap", "", "southeast", ""));
    }

    @Test
    void aNameLongerThanThatOfAnyPlaceIsKeptAsItIs() {
        String name = "east".repeat(100_000) + "us";
        assertThat(Region.of(name)).isEqualTo(new Region("", "", name, ""));
    }

    @Test
    void namesOfTheLargerCloudsAreUnderstood() {
        assertThat(Region.of("europe-west4")).isEqualTo(new Region("eu", "", "west", "4"));
        assertThat(Region.of("us-central1-a")).isEqualTo(new Region("na", "us", "central", "1a"));
        assertThat(Region.of("southcentralus")).isEqualTo(new Region("na", "us", "southcentral", ""));
        assertThat(Region.of("germanywestcentral")).isEqualTo(new Region("eu", "de", "westcentral", ""));
        assertThat(Region.of("southafricanorth")).isEqualTo(new Region("af", "za", "north", ""));
        assertThat(Region.of("apse2")).isEqualTo(new Region("ap", "", "southeast", "2"));
        assertThat(Region.of("EU-SE-1")).isEqualTo(new Region("eu", "se", "", "1"));
        assertThat(Region.of("US-CA-2")).isEqualTo(new Region("na", "us", "ca", "2"));
        assertThat(Region.of("us-gov-west-1")).isEqualTo(new Region("na", "us", "govwest", "1"));
        assertThat(Region.of("South America East")).isEqualTo(new Region("sa", "", "east", ""));
    }

    @Test
    void aRegionHoldsWhatLiesInIt() {
        assertHolds("us", "us-east-1");
        assertHolds("north america", "us-east-1");
        assertHolds("us-east", "us-east-1a");
        assertHolds("us-east-1", "us-east-1a");
        assertHolds("eu", "EU-RO-1");
        assertHolds("uk", "uksouth");
    }

    @Test
    void aRegionDoesNotHoldWhatIsWiderOrElsewhere() {
        assertApart("us-east-1", "us-east");
        assertApart("us-east", "us-west-2");
        assertApart("us-east-1", "us-east-10");
        assertApart("us-east", "eu-east-1");
        assertApart("us-west", "us-gov-west-1");
        assertApart("eu-west", "EU-RO-1");
        assertApart("us", "");
    }

    @Test
    void anUnknownNameHoldsOnlyItself() {
        assertHolds("Rack 7", "rack_7");
        assertApart("rack", "rack-7");
        assertApart("east", "us-east");
        assertApart("us", "rack-us");
    }

    @Property(seed = "1")
    void anyNameIsAcceptedAndHoldsItself(@ForAll String name) {
        assertHolds(name, name);
    }

    private static void assertHolds(String outer, String inner) {
        assertThat(Region.of(outer).matches(Region.of(inner)))
                .as("%s holds %s", outer, inner)
                .isTrue();
    }

    private static void assertApart(String outer, String inner) {
        assertThat(Region.of(outer).matches(Region.of(inner)))
                .as("%s holds %s", outer, inner)
                .isFalse();
    }
}
