# returns: ["*.png", "*.jpg"]
import matplotlib.pyplot as plt

labels = 'Frogs', 'Hogs', 'Dogs', 'Logs'
sizes = [15, 30, 45, 10]
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(8, 4))
ax1.pie(sizes, explode=(0, 0.1, 0, 0), labels=labels, autopct='%1.1f%%', shadow=True, startangle=90)
ax1.axis('equal')
wedges, texts, autotexts = ax2.pie(sizes, autopct=lambda p: f'{p:.0f}%', pctdistance=0.8, wedgeprops=dict(width=0.4, edgecolor='w'),
                                   colors=plt.cm.Set2.colors)
ax2.legend(wedges, labels, title='Animals', loc='center left', bbox_to_anchor=(1, 0, 0.5, 1))
plt.setp(autotexts, size=8, weight='bold')
plt.savefig('pie.png', bbox_inches='tight', facecolor='white')
plt.savefig('pie.jpg', pil_kwargs={'quality': 80})
print([t.get_text() for t in autotexts])
