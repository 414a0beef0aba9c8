# attach: {"registry.py": "import copy\n\n\nclass Point:\n    def __init__(self, x):\n        self.x = x\n\n    def __deepcopy__(self, memo):\n        return Point(self.x + 1)\n\n\ndef copy_log(value, memo):\n    log.write('copied')\n    return value\n\n\nclass Log:\n    def __init__(self, name):\n        self.file = open(name, 'w')\n\n    def write(self, text):\n        self.file.write(text)\n\n    def __del__(self):\n        print('log closes', self.file.closed)\n\n\nlog = Log('log.txt')\ncopy._deepcopy_dispatch[Log] = copy_log\n"}
import copy

import registry

print(copy.deepcopy(registry.Point(1)).x)
print(copy.deepcopy([registry.log])[0] is registry.log)
