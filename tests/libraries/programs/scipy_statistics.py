import numpy as np
from scipy import stats

rng = np.random.default_rng(7)
a, b = rng.normal(5, 2, 40), rng.normal(6, 2, 40)
print(stats.ttest_ind(a, b), stats.ttest_rel(a, b).pvalue.round(6), stats.ttest_1samp(a, 5).confidence_interval(0.95))
print(stats.mannwhitneyu(a, b), stats.wilcoxon(a, b).pvalue.round(6), stats.ks_2samp(a, b).statistic)
print(stats.shapiro(a), stats.normaltest(a).pvalue.round(6), stats.levene(a, b).pvalue.round(6))
print(stats.f_oneway(a, b, a + 1), stats.kruskal(a, b))
r = stats.linregress(a, b)
print(r.slope.round(6), r.rvalue.round(6), r.pvalue.round(6), stats.pearsonr(a, b), stats.spearmanr(a, b).statistic.round(6))
print(stats.chi2_contingency([[10, 20, 30], [6, 9, 17]]).pvalue.round(6), stats.chisquare([16, 18, 16, 14, 12, 12]), stats.fisher_exact([[8, 2], [1, 5]]))
print(stats.norm.cdf(1.96), stats.norm.ppf(0.975), stats.norm(10, 2).pdf(10), stats.t.interval(0.95, 39, loc=a.mean(), scale=stats.sem(a)))
print(stats.binom.pmf(range(4), 10, 0.3).round(4), stats.poisson.sf(3, 2.5), stats.expon.rvs(size=2, random_state=1), round(stats.gamma.fit(np.abs(a), floc=0)[0], 4))
print(stats.describe(a), stats.zscore([1, 2, 3]), stats.mode([1, 2, 2, 3]), stats.iqr(a), stats.skew(a), stats.kurtosis(a))
print(stats.gaussian_kde(a)([5]).round(6), stats.percentileofscore(a, 5), stats.rankdata([3, 1, 1]), stats.trim_mean(a, 0.1), stats.entropy([0.5, 0.5]))
print(stats.bootstrap((a,), np.mean, random_state=1, n_resamples=200).confidence_interval)
print(stats.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]]).pdf([0, 0]), stats.beta.stats(2, 3, moments='mvsk'), stats.gmean([1, 4]))
stats.pearsonr([1, 2], [1, 2, 3])
