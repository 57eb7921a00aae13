/**
 * Demo application: a real broker in this process, a simulated fleet, the feed that sends readings and the view that
 * watches what comes out. Row 14: imports {@code app} and what is below it. A jar folder of its own in the
 * distribution, since the broker's classes come with it.
 */
package io.tidecast.demo;
