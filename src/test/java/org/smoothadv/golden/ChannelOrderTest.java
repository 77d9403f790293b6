package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.smoothadv.checkpoint.FloatTensor;

class ChannelOrderTest {
  /** Two images of 3 channels and 1x2 pixels; an element's digits are image, channel, column. */
  private static final FloatTensor CHANNELS_FIRST =
      FloatTensor.of(new float[] {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}, 2, 3, 1, 2);

  private static final FloatTensor CHANNELS_LAST =
      FloatTensor.of(new float[] {0, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121}, 2, 1, 2, 3);

  @Test
  void movesTheChannelToTheEndAndBack() {
    assertEquals(CHANNELS_LAST, ChannelOrder.channelsLast(CHANNELS_FIRST));
    assertEquals(CHANNELS_FIRST, ChannelOrder.channelsFirst(CHANNELS_LAST));
  }

  @Test
  void refusesWhatIsNoImage() {
    FloatTensor matrix = FloatTensor.of(new float[4], 2, 2);
    assertThrows(IllegalArgumentException.class, () -> ChannelOrder.channelsLast(matrix));
    assertThrows(IllegalArgumentException.class, () -> ChannelOrder.channelsFirst(matrix));
  }
}
