# attach: {"clock.py": "class Clock:\n    def __del__(self):\n        import math\n        print(math.pi)\n        import time\n        print(time)\n"}
import math

import clock

c = clock.Clock()
print(math.e)
