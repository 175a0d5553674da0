/** An embedded Tomcat with a grid in it. Start at GridInTomcat. */
@NullMarked
package dev.jobgrid.samples.tomcat;

import org.jspecify.annotations.NullMarked;
