"""scikit-learn: what 0.22 took from the modules it made private, and 0.24 no longer gives under their names.

https://scikit-learn.org/stable/whats_new/v0.22.html#clear-definition-of-the-public-api
https://scikit-learn.org/stable/whats_new/v0.24.html

Only what the packages themselves give, in 0.21 as well as today: other names of these modules are private still.
"""

from refactor_cli.recipe import moved

moved("sklearn.cluster.affinity_propagation_.AffinityPropagation", "sklearn.cluster.AffinityPropagation")
moved("sklearn.cluster.affinity_propagation_.affinity_propagation", "sklearn.cluster.affinity_propagation")
moved("sklearn.cluster.bicluster.SpectralBiclustering", "sklearn.cluster.SpectralBiclustering")
moved("sklearn.cluster.bicluster.SpectralCoclustering", "sklearn.cluster.SpectralCoclustering")
moved("sklearn.cluster.birch.Birch", "sklearn.cluster.Birch")
moved("sklearn.cluster.dbscan_.DBSCAN", "sklearn.cluster.DBSCAN")
moved("sklearn.cluster.dbscan_.dbscan", "sklearn.cluster.dbscan")
moved("sklearn.cluster.hierarchical.AgglomerativeClustering", "sklearn.cluster.AgglomerativeClustering")
moved("sklearn.cluster.hierarchical.FeatureAgglomeration", "sklearn.cluster.FeatureAgglomeration")
moved("sklearn.cluster.hierarchical.linkage_tree", "sklearn.cluster.linkage_tree")
moved("sklearn.cluster.hierarchical.ward_tree", "sklearn.cluster.ward_tree")
moved("sklearn.cluster.k_means_.KMeans", "sklearn.cluster.KMeans")
moved("sklearn.cluster.k_means_.MiniBatchKMeans", "sklearn.cluster.MiniBatchKMeans")
moved("sklearn.cluster.k_means_.k_means", "sklearn.cluster.k_means")
moved("sklearn.cluster.mean_shift_.MeanShift", "sklearn.cluster.MeanShift")
moved("sklearn.cluster.mean_shift_.estimate_bandwidth", "sklearn.cluster.estimate_bandwidth")
moved("sklearn.cluster.mean_shift_.get_bin_seeds", "sklearn.cluster.get_bin_seeds")
moved("sklearn.cluster.mean_shift_.mean_shift", "sklearn.cluster.mean_shift")
moved("sklearn.cluster.optics_.OPTICS", "sklearn.cluster.OPTICS")
moved("sklearn.cluster.optics_.cluster_optics_dbscan", "sklearn.cluster.cluster_optics_dbscan")
moved("sklearn.cluster.optics_.cluster_optics_xi", "sklearn.cluster.cluster_optics_xi")
moved("sklearn.cluster.optics_.compute_optics_graph", "sklearn.cluster.compute_optics_graph")
moved("sklearn.cluster.spectral.SpectralClustering", "sklearn.cluster.SpectralClustering")
moved("sklearn.cluster.spectral.spectral_clustering", "sklearn.cluster.spectral_clustering")
moved("sklearn.covariance.elliptic_envelope.EllipticEnvelope", "sklearn.covariance.EllipticEnvelope")
moved(
    "sklearn.covariance.empirical_covariance_.EmpiricalCovariance", "sklearn.covariance.EmpiricalCovariance"
)
moved(
    "sklearn.covariance.empirical_covariance_.empirical_covariance", "sklearn.covariance.empirical_covariance"
)
moved("sklearn.covariance.empirical_covariance_.log_likelihood", "sklearn.covariance.log_likelihood")
moved("sklearn.covariance.graph_lasso_.GraphicalLasso", "sklearn.covariance.GraphicalLasso")
moved("sklearn.covariance.graph_lasso_.GraphicalLassoCV", "sklearn.covariance.GraphicalLassoCV")
moved("sklearn.covariance.graph_lasso_.graphical_lasso", "sklearn.covariance.graphical_lasso")
moved("sklearn.covariance.robust_covariance.MinCovDet", "sklearn.covariance.MinCovDet")
moved("sklearn.covariance.robust_covariance.fast_mcd", "sklearn.covariance.fast_mcd")
moved("sklearn.covariance.shrunk_covariance_.LedoitWolf", "sklearn.covariance.LedoitWolf")
moved("sklearn.covariance.shrunk_covariance_.OAS", "sklearn.covariance.OAS")
moved("sklearn.covariance.shrunk_covariance_.ShrunkCovariance", "sklearn.covariance.ShrunkCovariance")
moved("sklearn.covariance.shrunk_covariance_.ledoit_wolf", "sklearn.covariance.ledoit_wolf")
moved(
    "sklearn.covariance.shrunk_covariance_.ledoit_wolf_shrinkage", "sklearn.covariance.ledoit_wolf_shrinkage"
)
moved("sklearn.covariance.shrunk_covariance_.oas", "sklearn.covariance.oas")
moved("sklearn.covariance.shrunk_covariance_.shrunk_covariance", "sklearn.covariance.shrunk_covariance")
moved("sklearn.datasets.base.clear_data_home", "sklearn.datasets.clear_data_home")
moved("sklearn.datasets.base.get_data_home", "sklearn.datasets.get_data_home")
moved("sklearn.datasets.base.load_breast_cancer", "sklearn.datasets.load_breast_cancer")
moved("sklearn.datasets.base.load_diabetes", "sklearn.datasets.load_diabetes")
moved("sklearn.datasets.base.load_digits", "sklearn.datasets.load_digits")
moved("sklearn.datasets.base.load_files", "sklearn.datasets.load_files")
moved("sklearn.datasets.base.load_iris", "sklearn.datasets.load_iris")
moved("sklearn.datasets.base.load_linnerud", "sklearn.datasets.load_linnerud")
moved("sklearn.datasets.base.load_sample_image", "sklearn.datasets.load_sample_image")
moved("sklearn.datasets.base.load_sample_images", "sklearn.datasets.load_sample_images")
moved("sklearn.datasets.base.load_wine", "sklearn.datasets.load_wine")
moved(
    "sklearn.datasets.california_housing.fetch_california_housing",
    "sklearn.datasets.fetch_california_housing",
)
moved("sklearn.datasets.covtype.fetch_covtype", "sklearn.datasets.fetch_covtype")
moved("sklearn.datasets.kddcup99.fetch_kddcup99", "sklearn.datasets.fetch_kddcup99")
moved("sklearn.datasets.lfw.fetch_lfw_pairs", "sklearn.datasets.fetch_lfw_pairs")
moved("sklearn.datasets.lfw.fetch_lfw_people", "sklearn.datasets.fetch_lfw_people")
moved("sklearn.datasets.olivetti_faces.fetch_olivetti_faces", "sklearn.datasets.fetch_olivetti_faces")
moved("sklearn.datasets.openml.fetch_openml", "sklearn.datasets.fetch_openml")
moved("sklearn.datasets.rcv1.fetch_rcv1", "sklearn.datasets.fetch_rcv1")
moved("sklearn.datasets.samples_generator.make_biclusters", "sklearn.datasets.make_biclusters")
moved("sklearn.datasets.samples_generator.make_blobs", "sklearn.datasets.make_blobs")
moved("sklearn.datasets.samples_generator.make_checkerboard", "sklearn.datasets.make_checkerboard")
moved("sklearn.datasets.samples_generator.make_circles", "sklearn.datasets.make_circles")
moved("sklearn.datasets.samples_generator.make_classification", "sklearn.datasets.make_classification")
moved("sklearn.datasets.samples_generator.make_friedman1", "sklearn.datasets.make_friedman1")
moved("sklearn.datasets.samples_generator.make_friedman2", "sklearn.datasets.make_friedman2")
moved("sklearn.datasets.samples_generator.make_friedman3", "sklearn.datasets.make_friedman3")
moved(
    "sklearn.datasets.samples_generator.make_gaussian_quantiles", "sklearn.datasets.make_gaussian_quantiles"
)
moved("sklearn.datasets.samples_generator.make_hastie_10_2", "sklearn.datasets.make_hastie_10_2")
moved("sklearn.datasets.samples_generator.make_low_rank_matrix", "sklearn.datasets.make_low_rank_matrix")
moved("sklearn.datasets.samples_generator.make_moons", "sklearn.datasets.make_moons")
moved(
    "sklearn.datasets.samples_generator.make_multilabel_classification",
    "sklearn.datasets.make_multilabel_classification",
)
moved("sklearn.datasets.samples_generator.make_regression", "sklearn.datasets.make_regression")
moved("sklearn.datasets.samples_generator.make_s_curve", "sklearn.datasets.make_s_curve")
moved(
    "sklearn.datasets.samples_generator.make_sparse_coded_signal", "sklearn.datasets.make_sparse_coded_signal"
)
moved("sklearn.datasets.samples_generator.make_sparse_spd_matrix", "sklearn.datasets.make_sparse_spd_matrix")
moved(
    "sklearn.datasets.samples_generator.make_sparse_uncorrelated", "sklearn.datasets.make_sparse_uncorrelated"
)
moved("sklearn.datasets.samples_generator.make_spd_matrix", "sklearn.datasets.make_spd_matrix")
moved("sklearn.datasets.samples_generator.make_swiss_roll", "sklearn.datasets.make_swiss_roll")
moved(
    "sklearn.datasets.species_distributions.fetch_species_distributions",
    "sklearn.datasets.fetch_species_distributions",
)
moved("sklearn.datasets.svmlight_format.dump_svmlight_file", "sklearn.datasets.dump_svmlight_file")
moved("sklearn.datasets.svmlight_format.load_svmlight_file", "sklearn.datasets.load_svmlight_file")
moved("sklearn.datasets.svmlight_format.load_svmlight_files", "sklearn.datasets.load_svmlight_files")
moved("sklearn.datasets.twenty_newsgroups.fetch_20newsgroups", "sklearn.datasets.fetch_20newsgroups")
moved(
    "sklearn.datasets.twenty_newsgroups.fetch_20newsgroups_vectorized",
    "sklearn.datasets.fetch_20newsgroups_vectorized",
)
moved("sklearn.decomposition.dict_learning.DictionaryLearning", "sklearn.decomposition.DictionaryLearning")
moved(
    "sklearn.decomposition.dict_learning.MiniBatchDictionaryLearning",
    "sklearn.decomposition.MiniBatchDictionaryLearning",
)
moved("sklearn.decomposition.dict_learning.SparseCoder", "sklearn.decomposition.SparseCoder")
moved("sklearn.decomposition.dict_learning.dict_learning", "sklearn.decomposition.dict_learning")
moved(
    "sklearn.decomposition.dict_learning.dict_learning_online", "sklearn.decomposition.dict_learning_online"
)
moved("sklearn.decomposition.dict_learning.sparse_encode", "sklearn.decomposition.sparse_encode")
moved("sklearn.decomposition.factor_analysis.FactorAnalysis", "sklearn.decomposition.FactorAnalysis")
moved("sklearn.decomposition.fastica_.FastICA", "sklearn.decomposition.FastICA")
moved("sklearn.decomposition.fastica_.fastica", "sklearn.decomposition.fastica")
moved("sklearn.decomposition.incremental_pca.IncrementalPCA", "sklearn.decomposition.IncrementalPCA")
moved("sklearn.decomposition.kernel_pca.KernelPCA", "sklearn.decomposition.KernelPCA")
moved("sklearn.decomposition.nmf.NMF", "sklearn.decomposition.NMF")
moved(
    "sklearn.decomposition.nmf.non_negative_factorization", "sklearn.decomposition.non_negative_factorization"
)
moved(
    "sklearn.decomposition.online_lda.LatentDirichletAllocation",
    "sklearn.decomposition.LatentDirichletAllocation",
)
moved("sklearn.decomposition.pca.PCA", "sklearn.decomposition.PCA")
moved("sklearn.decomposition.sparse_pca.MiniBatchSparsePCA", "sklearn.decomposition.MiniBatchSparsePCA")
moved("sklearn.decomposition.sparse_pca.SparsePCA", "sklearn.decomposition.SparsePCA")
moved("sklearn.decomposition.truncated_svd.TruncatedSVD", "sklearn.decomposition.TruncatedSVD")
moved("sklearn.ensemble.bagging.BaggingClassifier", "sklearn.ensemble.BaggingClassifier")
moved("sklearn.ensemble.bagging.BaggingRegressor", "sklearn.ensemble.BaggingRegressor")
moved("sklearn.ensemble.base.BaseEnsemble", "sklearn.ensemble.BaseEnsemble")
moved("sklearn.ensemble.forest.ExtraTreesClassifier", "sklearn.ensemble.ExtraTreesClassifier")
moved("sklearn.ensemble.forest.ExtraTreesRegressor", "sklearn.ensemble.ExtraTreesRegressor")
moved("sklearn.ensemble.forest.RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier")
moved("sklearn.ensemble.forest.RandomForestRegressor", "sklearn.ensemble.RandomForestRegressor")
moved("sklearn.ensemble.forest.RandomTreesEmbedding", "sklearn.ensemble.RandomTreesEmbedding")
moved(
    "sklearn.ensemble.gradient_boosting.GradientBoostingClassifier",
    "sklearn.ensemble.GradientBoostingClassifier",
)
moved(
    "sklearn.ensemble.gradient_boosting.GradientBoostingRegressor",
    "sklearn.ensemble.GradientBoostingRegressor",
)
moved("sklearn.ensemble.iforest.IsolationForest", "sklearn.ensemble.IsolationForest")
moved("sklearn.ensemble.voting.VotingClassifier", "sklearn.ensemble.VotingClassifier")
moved("sklearn.ensemble.voting.VotingRegressor", "sklearn.ensemble.VotingRegressor")
moved("sklearn.ensemble.weight_boosting.AdaBoostClassifier", "sklearn.ensemble.AdaBoostClassifier")
moved("sklearn.ensemble.weight_boosting.AdaBoostRegressor", "sklearn.ensemble.AdaBoostRegressor")
moved(
    "sklearn.feature_extraction.dict_vectorizer.DictVectorizer", "sklearn.feature_extraction.DictVectorizer"
)
moved("sklearn.feature_extraction.hashing.FeatureHasher", "sklearn.feature_extraction.FeatureHasher")
moved("sklearn.feature_selection.from_model.SelectFromModel", "sklearn.feature_selection.SelectFromModel")
moved(
    "sklearn.feature_selection.mutual_info_.mutual_info_classif",
    "sklearn.feature_selection.mutual_info_classif",
)
moved(
    "sklearn.feature_selection.mutual_info_.mutual_info_regression",
    "sklearn.feature_selection.mutual_info_regression",
)
moved("sklearn.feature_selection.rfe.RFE", "sklearn.feature_selection.RFE")
moved("sklearn.feature_selection.rfe.RFECV", "sklearn.feature_selection.RFECV")
moved(
    "sklearn.feature_selection.univariate_selection.GenericUnivariateSelect",
    "sklearn.feature_selection.GenericUnivariateSelect",
)
moved("sklearn.feature_selection.univariate_selection.SelectFdr", "sklearn.feature_selection.SelectFdr")
moved("sklearn.feature_selection.univariate_selection.SelectFpr", "sklearn.feature_selection.SelectFpr")
moved("sklearn.feature_selection.univariate_selection.SelectFwe", "sklearn.feature_selection.SelectFwe")
moved("sklearn.feature_selection.univariate_selection.SelectKBest", "sklearn.feature_selection.SelectKBest")
moved(
    "sklearn.feature_selection.univariate_selection.SelectPercentile",
    "sklearn.feature_selection.SelectPercentile",
)
moved("sklearn.feature_selection.univariate_selection.chi2", "sklearn.feature_selection.chi2")
moved("sklearn.feature_selection.univariate_selection.f_classif", "sklearn.feature_selection.f_classif")
moved("sklearn.feature_selection.univariate_selection.f_oneway", "sklearn.feature_selection.f_oneway")
moved("sklearn.feature_selection.univariate_selection.f_regression", "sklearn.feature_selection.f_regression")
moved(
    "sklearn.feature_selection.variance_threshold.VarianceThreshold",
    "sklearn.feature_selection.VarianceThreshold",
)
moved(
    "sklearn.gaussian_process.gpc.GaussianProcessClassifier",
    "sklearn.gaussian_process.GaussianProcessClassifier",
)
moved(
    "sklearn.gaussian_process.gpr.GaussianProcessRegressor",
    "sklearn.gaussian_process.GaussianProcessRegressor",
)
moved("sklearn.linear_model.base.LinearRegression", "sklearn.linear_model.LinearRegression")
moved("sklearn.linear_model.bayes.ARDRegression", "sklearn.linear_model.ARDRegression")
moved("sklearn.linear_model.bayes.BayesianRidge", "sklearn.linear_model.BayesianRidge")
moved("sklearn.linear_model.coordinate_descent.ElasticNet", "sklearn.linear_model.ElasticNet")
moved("sklearn.linear_model.coordinate_descent.ElasticNetCV", "sklearn.linear_model.ElasticNetCV")
moved("sklearn.linear_model.coordinate_descent.Lasso", "sklearn.linear_model.Lasso")
moved("sklearn.linear_model.coordinate_descent.LassoCV", "sklearn.linear_model.LassoCV")
moved(
    "sklearn.linear_model.coordinate_descent.MultiTaskElasticNet", "sklearn.linear_model.MultiTaskElasticNet"
)
moved(
    "sklearn.linear_model.coordinate_descent.MultiTaskElasticNetCV",
    "sklearn.linear_model.MultiTaskElasticNetCV",
)
moved("sklearn.linear_model.coordinate_descent.MultiTaskLasso", "sklearn.linear_model.MultiTaskLasso")
moved("sklearn.linear_model.coordinate_descent.MultiTaskLassoCV", "sklearn.linear_model.MultiTaskLassoCV")
moved("sklearn.linear_model.coordinate_descent.enet_path", "sklearn.linear_model.enet_path")
moved("sklearn.linear_model.coordinate_descent.lasso_path", "sklearn.linear_model.lasso_path")
moved("sklearn.linear_model.huber.HuberRegressor", "sklearn.linear_model.HuberRegressor")
moved("sklearn.linear_model.least_angle.Lars", "sklearn.linear_model.Lars")
moved("sklearn.linear_model.least_angle.LarsCV", "sklearn.linear_model.LarsCV")
moved("sklearn.linear_model.least_angle.LassoLars", "sklearn.linear_model.LassoLars")
moved("sklearn.linear_model.least_angle.LassoLarsCV", "sklearn.linear_model.LassoLarsCV")
moved("sklearn.linear_model.least_angle.LassoLarsIC", "sklearn.linear_model.LassoLarsIC")
moved("sklearn.linear_model.least_angle.lars_path", "sklearn.linear_model.lars_path")
moved("sklearn.linear_model.least_angle.lars_path_gram", "sklearn.linear_model.lars_path_gram")
moved("sklearn.linear_model.logistic.LogisticRegression", "sklearn.linear_model.LogisticRegression")
moved("sklearn.linear_model.logistic.LogisticRegressionCV", "sklearn.linear_model.LogisticRegressionCV")
moved("sklearn.linear_model.omp.OrthogonalMatchingPursuit", "sklearn.linear_model.OrthogonalMatchingPursuit")
moved(
    "sklearn.linear_model.omp.OrthogonalMatchingPursuitCV", "sklearn.linear_model.OrthogonalMatchingPursuitCV"
)
moved("sklearn.linear_model.omp.orthogonal_mp", "sklearn.linear_model.orthogonal_mp")
moved("sklearn.linear_model.omp.orthogonal_mp_gram", "sklearn.linear_model.orthogonal_mp_gram")
moved(
    "sklearn.linear_model.passive_aggressive.PassiveAggressiveClassifier",
    "sklearn.linear_model.PassiveAggressiveClassifier",
)
moved(
    "sklearn.linear_model.passive_aggressive.PassiveAggressiveRegressor",
    "sklearn.linear_model.PassiveAggressiveRegressor",
)
moved("sklearn.linear_model.perceptron.Perceptron", "sklearn.linear_model.Perceptron")
moved("sklearn.linear_model.ransac.RANSACRegressor", "sklearn.linear_model.RANSACRegressor")
moved("sklearn.linear_model.ridge.Ridge", "sklearn.linear_model.Ridge")
moved("sklearn.linear_model.ridge.RidgeCV", "sklearn.linear_model.RidgeCV")
moved("sklearn.linear_model.ridge.RidgeClassifier", "sklearn.linear_model.RidgeClassifier")
moved("sklearn.linear_model.ridge.RidgeClassifierCV", "sklearn.linear_model.RidgeClassifierCV")
moved("sklearn.linear_model.ridge.ridge_regression", "sklearn.linear_model.ridge_regression")
moved("sklearn.linear_model.stochastic_gradient.SGDClassifier", "sklearn.linear_model.SGDClassifier")
moved("sklearn.linear_model.stochastic_gradient.SGDRegressor", "sklearn.linear_model.SGDRegressor")
moved("sklearn.linear_model.theil_sen.TheilSenRegressor", "sklearn.linear_model.TheilSenRegressor")
moved("sklearn.manifold.isomap.Isomap", "sklearn.manifold.Isomap")
moved("sklearn.manifold.locally_linear.LocallyLinearEmbedding", "sklearn.manifold.LocallyLinearEmbedding")
moved("sklearn.manifold.locally_linear.locally_linear_embedding", "sklearn.manifold.locally_linear_embedding")
moved("sklearn.manifold.mds.MDS", "sklearn.manifold.MDS")
moved("sklearn.manifold.mds.smacof", "sklearn.manifold.smacof")
moved("sklearn.manifold.spectral_embedding_.SpectralEmbedding", "sklearn.manifold.SpectralEmbedding")
moved("sklearn.manifold.spectral_embedding_.spectral_embedding", "sklearn.manifold.spectral_embedding")
moved("sklearn.manifold.t_sne.TSNE", "sklearn.manifold.TSNE")
moved("sklearn.metrics.classification.accuracy_score", "sklearn.metrics.accuracy_score")
moved("sklearn.metrics.classification.balanced_accuracy_score", "sklearn.metrics.balanced_accuracy_score")
moved("sklearn.metrics.classification.brier_score_loss", "sklearn.metrics.brier_score_loss")
moved("sklearn.metrics.classification.classification_report", "sklearn.metrics.classification_report")
moved("sklearn.metrics.classification.cohen_kappa_score", "sklearn.metrics.cohen_kappa_score")
moved("sklearn.metrics.classification.confusion_matrix", "sklearn.metrics.confusion_matrix")
moved("sklearn.metrics.classification.f1_score", "sklearn.metrics.f1_score")
moved("sklearn.metrics.classification.fbeta_score", "sklearn.metrics.fbeta_score")
moved("sklearn.metrics.classification.hamming_loss", "sklearn.metrics.hamming_loss")
moved("sklearn.metrics.classification.hinge_loss", "sklearn.metrics.hinge_loss")
moved("sklearn.metrics.classification.jaccard_score", "sklearn.metrics.jaccard_score")
moved("sklearn.metrics.classification.log_loss", "sklearn.metrics.log_loss")
moved("sklearn.metrics.classification.matthews_corrcoef", "sklearn.metrics.matthews_corrcoef")
moved(
    "sklearn.metrics.classification.multilabel_confusion_matrix",
    "sklearn.metrics.multilabel_confusion_matrix",
)
moved(
    "sklearn.metrics.classification.precision_recall_fscore_support",
    "sklearn.metrics.precision_recall_fscore_support",
)
moved("sklearn.metrics.classification.precision_score", "sklearn.metrics.precision_score")
moved("sklearn.metrics.classification.recall_score", "sklearn.metrics.recall_score")
moved("sklearn.metrics.classification.zero_one_loss", "sklearn.metrics.zero_one_loss")
moved("sklearn.metrics.ranking.auc", "sklearn.metrics.auc")
moved("sklearn.metrics.ranking.average_precision_score", "sklearn.metrics.average_precision_score")
moved("sklearn.metrics.ranking.coverage_error", "sklearn.metrics.coverage_error")
moved(
    "sklearn.metrics.ranking.label_ranking_average_precision_score",
    "sklearn.metrics.label_ranking_average_precision_score",
)
moved("sklearn.metrics.ranking.label_ranking_loss", "sklearn.metrics.label_ranking_loss")
moved("sklearn.metrics.ranking.precision_recall_curve", "sklearn.metrics.precision_recall_curve")
moved("sklearn.metrics.ranking.roc_auc_score", "sklearn.metrics.roc_auc_score")
moved("sklearn.metrics.ranking.roc_curve", "sklearn.metrics.roc_curve")
moved("sklearn.metrics.regression.explained_variance_score", "sklearn.metrics.explained_variance_score")
moved("sklearn.metrics.regression.max_error", "sklearn.metrics.max_error")
moved("sklearn.metrics.regression.mean_absolute_error", "sklearn.metrics.mean_absolute_error")
moved("sklearn.metrics.regression.mean_squared_error", "sklearn.metrics.mean_squared_error")
moved("sklearn.metrics.regression.mean_squared_log_error", "sklearn.metrics.mean_squared_log_error")
moved("sklearn.metrics.regression.median_absolute_error", "sklearn.metrics.median_absolute_error")
moved("sklearn.metrics.regression.r2_score", "sklearn.metrics.r2_score")
moved("sklearn.metrics.scorer.check_scoring", "sklearn.metrics.check_scoring")
moved("sklearn.metrics.scorer.get_scorer", "sklearn.metrics.get_scorer")
moved("sklearn.metrics.scorer.make_scorer", "sklearn.metrics.make_scorer")
moved("sklearn.mixture.bayesian_mixture.BayesianGaussianMixture", "sklearn.mixture.BayesianGaussianMixture")
moved("sklearn.mixture.gaussian_mixture.GaussianMixture", "sklearn.mixture.GaussianMixture")
moved("sklearn.neighbors.classification.KNeighborsClassifier", "sklearn.neighbors.KNeighborsClassifier")
moved(
    "sklearn.neighbors.classification.RadiusNeighborsClassifier",
    "sklearn.neighbors.RadiusNeighborsClassifier",
)
moved("sklearn.neighbors.graph.kneighbors_graph", "sklearn.neighbors.kneighbors_graph")
moved("sklearn.neighbors.graph.radius_neighbors_graph", "sklearn.neighbors.radius_neighbors_graph")
moved("sklearn.neighbors.kde.KernelDensity", "sklearn.neighbors.KernelDensity")
moved("sklearn.neighbors.lof.LocalOutlierFactor", "sklearn.neighbors.LocalOutlierFactor")
moved(
    "sklearn.neighbors.nca.NeighborhoodComponentsAnalysis", "sklearn.neighbors.NeighborhoodComponentsAnalysis"
)
moved("sklearn.neighbors.nearest_centroid.NearestCentroid", "sklearn.neighbors.NearestCentroid")
moved("sklearn.neighbors.regression.KNeighborsRegressor", "sklearn.neighbors.KNeighborsRegressor")
moved("sklearn.neighbors.regression.RadiusNeighborsRegressor", "sklearn.neighbors.RadiusNeighborsRegressor")
moved("sklearn.neighbors.unsupervised.NearestNeighbors", "sklearn.neighbors.NearestNeighbors")
moved("sklearn.neural_network.multilayer_perceptron.MLPClassifier", "sklearn.neural_network.MLPClassifier")
moved("sklearn.neural_network.multilayer_perceptron.MLPRegressor", "sklearn.neural_network.MLPRegressor")
moved("sklearn.neural_network.rbm.BernoulliRBM", "sklearn.neural_network.BernoulliRBM")
moved("sklearn.preprocessing.data.Binarizer", "sklearn.preprocessing.Binarizer")
moved("sklearn.preprocessing.data.KernelCenterer", "sklearn.preprocessing.KernelCenterer")
moved("sklearn.preprocessing.data.MaxAbsScaler", "sklearn.preprocessing.MaxAbsScaler")
moved("sklearn.preprocessing.data.MinMaxScaler", "sklearn.preprocessing.MinMaxScaler")
moved("sklearn.preprocessing.data.Normalizer", "sklearn.preprocessing.Normalizer")
moved("sklearn.preprocessing.data.PolynomialFeatures", "sklearn.preprocessing.PolynomialFeatures")
moved("sklearn.preprocessing.data.PowerTransformer", "sklearn.preprocessing.PowerTransformer")
moved("sklearn.preprocessing.data.QuantileTransformer", "sklearn.preprocessing.QuantileTransformer")
moved("sklearn.preprocessing.data.RobustScaler", "sklearn.preprocessing.RobustScaler")
moved("sklearn.preprocessing.data.StandardScaler", "sklearn.preprocessing.StandardScaler")
moved("sklearn.preprocessing.data.add_dummy_feature", "sklearn.preprocessing.add_dummy_feature")
moved("sklearn.preprocessing.data.binarize", "sklearn.preprocessing.binarize")
moved("sklearn.preprocessing.data.maxabs_scale", "sklearn.preprocessing.maxabs_scale")
moved("sklearn.preprocessing.data.minmax_scale", "sklearn.preprocessing.minmax_scale")
moved("sklearn.preprocessing.data.normalize", "sklearn.preprocessing.normalize")
moved("sklearn.preprocessing.data.power_transform", "sklearn.preprocessing.power_transform")
moved("sklearn.preprocessing.data.quantile_transform", "sklearn.preprocessing.quantile_transform")
moved("sklearn.preprocessing.data.robust_scale", "sklearn.preprocessing.robust_scale")
moved("sklearn.preprocessing.data.scale", "sklearn.preprocessing.scale")
moved("sklearn.preprocessing.label.LabelBinarizer", "sklearn.preprocessing.LabelBinarizer")
moved("sklearn.preprocessing.label.LabelEncoder", "sklearn.preprocessing.LabelEncoder")
moved("sklearn.preprocessing.label.MultiLabelBinarizer", "sklearn.preprocessing.MultiLabelBinarizer")
moved("sklearn.preprocessing.label.label_binarize", "sklearn.preprocessing.label_binarize")
moved(
    "sklearn.semi_supervised.label_propagation.LabelPropagation", "sklearn.semi_supervised.LabelPropagation"
)
moved("sklearn.semi_supervised.label_propagation.LabelSpreading", "sklearn.semi_supervised.LabelSpreading")
moved("sklearn.svm.bounds.l1_min_c", "sklearn.svm.l1_min_c")
moved("sklearn.svm.classes.LinearSVC", "sklearn.svm.LinearSVC")
moved("sklearn.svm.classes.LinearSVR", "sklearn.svm.LinearSVR")
moved("sklearn.svm.classes.NuSVC", "sklearn.svm.NuSVC")
moved("sklearn.svm.classes.NuSVR", "sklearn.svm.NuSVR")
moved("sklearn.svm.classes.OneClassSVM", "sklearn.svm.OneClassSVM")
moved("sklearn.svm.classes.SVC", "sklearn.svm.SVC")
moved("sklearn.svm.classes.SVR", "sklearn.svm.SVR")
moved("sklearn.tree.export.export_graphviz", "sklearn.tree.export_graphviz")
moved("sklearn.tree.export.export_text", "sklearn.tree.export_text")
moved("sklearn.tree.export.plot_tree", "sklearn.tree.plot_tree")
moved("sklearn.tree.tree.DecisionTreeClassifier", "sklearn.tree.DecisionTreeClassifier")
moved("sklearn.tree.tree.DecisionTreeRegressor", "sklearn.tree.DecisionTreeRegressor")
moved("sklearn.tree.tree.ExtraTreeClassifier", "sklearn.tree.ExtraTreeClassifier")
moved("sklearn.tree.tree.ExtraTreeRegressor", "sklearn.tree.ExtraTreeRegressor")
